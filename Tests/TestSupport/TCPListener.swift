import Glibc
import Synchronization

/// A TCP socket that listens, on the loopback unless another address is given.
package final class TCPListener: Sendable {
    package struct CannotListen: Error {
        let errno: Int32
    }

    private enum State {
        case waiting
        /// A thread accepts connections, which closes the descriptor: another one might accept on what is another's by then.
        case accepting
        case closed
    }

    package let port: Int
    private let descriptor: Int32
    private let state = Mutex(State.waiting)

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
            Glibc.close(descriptor)
            throw CannotListen(errno: error)
        }
        self.descriptor = descriptor
        self.port = Int(UInt16(bigEndian: name.sin_port))
    }

    /// Gives each connection to `serve`, on a thread of its own that has to close it, until ``stop()``.
    package func accept(_ serve: @escaping @Sendable (Int32) -> Void) {
        let isWaiting = state.withLock { state in
            guard case .waiting = state else { return false }
            state = .accepting
            return true
        }
        guard isWaiting else { return }
        detachThread { [self] in
            while true {
                let connection = Glibc.accept(descriptor, nil, nil)
                guard connection >= 0 else { return close() }
                detachThread { serve(connection) }
            }
        }
    }

    /// Connections that were accepted live on. May be called again.
    package func stop() {
        state.withLock { state in
            switch state {
            case .waiting:
                Glibc.close(descriptor)
                state = .closed
            case .accepting: shutdown(descriptor, Int32(SHUT_RDWR))
            case .closed: break
            }
        }
    }

    private func close() {
        state.withLock { state in
            Glibc.close(descriptor)
            state = .closed
        }
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
