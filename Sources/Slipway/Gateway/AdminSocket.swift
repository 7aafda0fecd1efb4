import Glibc

/// HAProxy's admin socket: one connection for each command, which HAProxy closes behind its answer.
struct AdminSocket: Sendable {
    struct Unreachable: Error, CustomStringConvertible {
        let path: String
        let errno: Int32

        var description: String { "cannot talk to HAProxy at \(path): \(String(cString: strerror(errno)))" }
    }

    /// How long one of the socket's operations may take. HAProxy answers within milliseconds.
    private static let patience = timeval(tv_sec: 5, tv_usec: 0)

    let path: String

    /// - Parameter command: without a line break.
    /// - Returns: HAProxy's answer, which ends with an empty line.
    func ask(_ command: String) async throws(Unreachable) -> String {
        let answer = await onThread { Result { () throws(Unreachable) in try exchange(command) } }
        return try answer.get()
    }

    private func exchange(_ command: String) throws(Unreachable) -> String {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw failure }
        defer { close(socket) }
        var patience = Self.patience
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        var address = sockaddr_un(path: path)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                connect(socket, address, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected else { throw failure }
        let request = Array("\(command)\n".utf8)
        guard Glibc.send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            throw failure
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count >= 0 else { throw failure }
            if count == 0 { return String(decoding: answer, as: UTF8.self) }
            answer += buffer[..<count]
        }
    }

    private var failure: Unreachable { Unreachable(path: path, errno: errno) }
}

extension sockaddr_un {
    /// A path that is too long is cut, and then not found.
    fileprivate init(path: String) {
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &sun_path) { bytes in
            bytes.copyBytes(from: path.utf8.prefix(bytes.count - 1))
        }
    }
}
