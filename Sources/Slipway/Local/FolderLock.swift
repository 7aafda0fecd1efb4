import FoundationEssentials
import Glibc

/// Keeps two runs from making the same folder at once.
struct FolderLock {
    private let descriptor: CInt

    /// Waits for whoever has it.
    init(_ path: String) throws {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
            throw LocalFailure("cannot lock \(path): \(String(cString: strerror(errno)))")
        }
    }

    func release() { close(descriptor) }
}
