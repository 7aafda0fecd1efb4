import Glibc

/// A TCP socket that listens, on the loopback unless another address is given.
package struct TCPListener: Sendable {
    package struct CannotListen: Error {
        let errno: Int32
    }

    package let port: Int
    private let descriptor: Int32

    /// - Parameter port: nil for a free one.
    package init(address: String = "127.0.0.1", port: Int? = nil) throws {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var isReused: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
        var name = sockaddr_in(address: address, port: port ?? 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isListening else {
            let error = errno
            close(descriptor)
            throw CannotListen(errno: error)
        }
        self.descriptor = descriptor
        self.port = Int(UInt16(bigEndian: name.sin_port))
    }

    /// Gives each connection to `serve`, on a thread of its own that has to close it, until ``stop()``.
    package func accept(_ serve: @escaping @Sendable (Int32) -> Void) {
        detachThread {
            while true {
                let connection = Glibc.accept(descriptor, nil, nil)
                // Closed here only: elsewhere, this thread might accept on a descriptor that is another's by then.
                guard connection >= 0 else { return _ = close(descriptor) }
                detachThread { serve(connection) }
            }
        }
    }

    /// Connections that were accepted live on.
    package func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}

extension sockaddr_in {
    /// - Parameter address: in dotted decimal.
    package init(address: String = "127.0.0.1", port: Int) {
        self.init()
        sin_family = sa_family_t(AF_INET)
        sin_port = UInt16(port).bigEndian
        sin_addr.s_addr = inet_addr(address)
    }
}
