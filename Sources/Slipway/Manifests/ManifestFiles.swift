import FoundationEssentials
import SystemPackage

/// The files that manifests are in: those that the user names, and the YAML and JSON files of folders.
struct ManifestFiles {
    private static let extensions = [".yaml", ".yml", ".json"]

    /// Sorted by path.
    private(set) var files: [ManifestFile] = []
    private(set) var problems: [ManifestFileError] = []

    /// What was seen already, so that no file counts twice and a symbolic link into its own folder ends.
    private var seen: Set<Identity> = []

    private struct Identity: Hashable {
        let device: DeviceID
        let inode: Inode
    }

    /// - Parameter paths: files, folders, and `-` for the standard input.
    init(_ paths: [String]) {
        var folders: [(String, Stat)] = []
        for path in paths {
            if path == ManifestFile.standardInput {
                addStandardInput()
            } else if let status = status(of: path) {
                if status.type == .directory {
                    folders.append((path, status))
                } else {
                    add(path, status, isNamed: true)
                }
            }
        }
        // Afterwards, so that a file that is named, too, counts as named.
        for (folder, status) in folders { addContents(of: folder, status) }
        files.sort { $0.path < $1.path }
    }

    private mutating func addStandardInput() {
        guard !files.contains(where: { $0.isStandardInput }) else { return }
        files.append(ManifestFile(path: ManifestFile.standardInput, isNamed: true, size: 0))
    }

    private mutating func add(_ path: String, _ status: Stat, isNamed: Bool) {
        guard seen.insert(Identity(device: status.deviceID, inode: status.inode)).inserted else { return }
        files.append(ManifestFile(path: path, isNamed: isNamed, size: status.size))
    }

    private mutating func addContents(of folder: String, _ status: Stat) {
        guard seen.insert(Identity(device: status.deviceID, inode: status.inode)).inserted else { return }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            problems.append(ManifestFileError(path: folder, problem: "the folder cannot be read"))
            return
        }
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = Self.path(of: name, in: folder)
            let isManifest = Self.extensions.contains { name.lowercased().hasSuffix($0) }
            // Nobody asked for a link that leads nowhere, unless it looks like a manifest.
            guard let status = isManifest ? self.status(of: path) : try? Stat(FilePath(path)) else { continue }
            switch status.type {
            case .directory: addContents(of: path, status)
            case .regular where isManifest: add(path, status, isNamed: false)
            default: continue
            }
        }
    }

    private mutating func status(of path: String) -> Stat? {
        do throws(Errno) {
            return try Stat(FilePath(path))
        } catch {
            problems.append(ManifestFileError(path: path, error))
            return nil
        }
    }

    private static func path(of name: String, in folder: String) -> String {
        if folder == "." { return name }
        return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
}
