import FoundationEssentials
import Glibc

/// Keeps two runs from making the same folder at once.
struct FolderLock {
    /// Between two tries.
    private static let pause = Duration.milliseconds(100)

    private let descriptor: CInt

    /// Waits for whoever has it, without holding up a thread.
    init(_ path: String) async throws {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
        do {
            while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                let code = errno
                guard code == EWOULDBLOCK || code == EINTR else { throw Self.failure(path, code) }
                try await Task.sleep(for: Self.pause)
            }
        } catch {
            release()
            throw error
        }
    }

    private static func failure(_ path: String, _ code: CInt) -> LocalFailure {
        LocalFailure("cannot lock \(path): \(String(cString: strerror(code)))")
    }

    func release() { close(descriptor) }
}
