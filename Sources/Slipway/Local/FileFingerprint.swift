import FoundationEssentials
import Glibc
import ServingCore
import SystemPackage

/// Tells whether a file that a run is made of has changed.
struct FileFingerprint: Equatable {
    private var files: [String: [Int64]] = [:]

    init(_ options: LocalOptions) {
        for file in ManifestFiles(options.paths).files where !file.isStandardInput {
            add(file.path)
            let folder = file.path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
                separator: "/"
            )
            for name in PythonRequirements.fileNames { add(folder.isEmpty ? name : "\(folder)/\(name)") }
        }
        if let requirements = options.requirements { add(requirements) }
        for code in options.code {
            let folder = code.split(separator: "=").last.map(String.init) ?? code
            for name in (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
            where !name.contains("__pycache__") {
                add("\(folder)/\(name)")
            }
        }
    }

    private mutating func add(_ path: String) {
        guard let status = try? Stat(FilePath(path)), status.type == .regular else { return }
        let time = status.st_mtim
        files[path] = [Int64(time.tv_sec), Int64(time.tv_nsec), status.size, Int64(status.inode.rawValue)]
    }
}
