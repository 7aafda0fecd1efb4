import SystemPackage

/// A file with manifests.
struct ManifestFile {
    /// What stands for the standard input among paths.
    static let standardInput = "-"

    let path: String
    /// Whether the user gave its name, rather than that of a folder.
    let isNamed: Bool
    /// In bytes, as far as it is known before.
    let size: Int64

    var isStandardInput: Bool { path == Self.standardInput }

    /// How messages call it.
    var name: String { isStandardInput ? "<stdin>" : path }

    /// All that is in it.
    ///
    /// - Parameter limit: the most that is read; a larger file is refused before its content fills the memory.
    func contents(limit: Int) throws(ManifestFileError) -> [UInt8] {
        guard size <= limit else { throw tooLarge(limit) }
        do {
            if isStandardInput { return try read(.standardInput, limit: limit) }
            let file = try FileDescriptor.open(FilePath(path), .readOnly)
            return try file.closeAfter { try read(file, limit: limit) }
        } catch let error as Errno {
            throw ManifestFileError(path: name, error)
        } catch {
            throw tooLarge(limit)
        }
    }

    private func read(_ file: FileDescriptor, limit: Int) throws -> [UInt8] {
        var content: [UInt8] = []
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { chunk.deallocate() }
        while case let count = try file.read(into: chunk), count > 0 {
            content += chunk.prefix(count)
            guard content.count <= limit else { throw tooLarge(limit) }
        }
        return content
    }

    private func tooLarge(_ limit: Int) -> ManifestFileError {
        ManifestFileError(path: name, problem: "is larger than the \(limit >> 20) MiB that are read")
    }
}

/// Why a file or folder cannot be read.
struct ManifestFileError: Error {
    let path: String
    let problem: String

    init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    init(path: String, _ error: Errno) {
        let problem =
            switch error {
            case .noSuchFileOrDirectory, .notDirectory: "there is no such file or folder"
            case .permissionDenied: "cannot be read: permission denied"
            default: "cannot be read: \(error.description.lowercased())"
            }
        self.init(path: path, problem: problem)
    }
}

extension ManifestFileError: CustomStringConvertible {
    var description: String { "\(path): \(problem)" }
}
