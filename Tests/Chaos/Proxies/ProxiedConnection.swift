import Glibc
import Synchronization

/// A connection through ``ByteProxy``: two sockets, and what befalls the bytes between them.
final class ProxiedConnection: Sendable {
    enum Fate: Sendable {
        case flowing
        /// Each piece waits so long.
        case delayed(Duration)
        /// Both ends think that they are connected, and nothing arrives any more.
        case stalled
        /// Ends after so many more bytes, in whatever direction.
        case cut(after: Int)
        /// Ends at once, with an RST.
        case reset
    }

    private let client: Int32
    private let server: Int32
    private let fate = Mutex(Fate.flowing)

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    /// What was stalled stays so, as behind a firewall that has forgotten it, unless it is reset.
    func meet(_ next: Fate) {
        fate.withLock { fate in
            switch (fate, next) {
            case (.stalled, .flowing), (.stalled, .delayed), (.stalled, .cut): break
            default: fate = next
            }
        }
    }

    /// Blocks until the connection has ended, and closes both sockets.
    func passBytes() {
        defer {
            close(client)
            close(server)
        }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let fate = fate.withLock { $0 }
            switch fate {
            case .reset: return abort()
            case .stalled:
                usleep(Self.lookout)
                continue
            case .flowing, .delayed, .cut: break
            }
            for (source, sink) in [(client, server), (server, client)] where isReadable(source) {
                let count = recv(source, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                if case .delayed(let time) = fate { usleep(UInt32(time / .microseconds(1))) }
                let allowed = allowance(for: count)
                guard send(buffer[..<allowed], to: sink), allowed == count else { return }
            }
            waitForBytes()
        }
    }

    /// How soon a change of fate is noticed, in microseconds.
    private static let lookout: UInt32 = 10_000

    /// How many of `count` bytes still get through.
    private func allowance(for count: Int) -> Int {
        fate.withLock { fate in
            guard case .cut(let rest) = fate else { return count }
            fate = .cut(after: max(0, rest - count))
            return min(rest, count)
        }
    }

    private func isReadable(_ socket: Int32) -> Bool {
        var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    private func waitForBytes() {
        var entries = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        poll(&entries, 2, Int32(Self.lookout / 1000))
    }

    private func send(_ bytes: ArraySlice<UInt8>, to socket: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Makes the kernel say RST where it would say goodbye.
    private func abort() {
        for socket in [client, server] {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }
    }
}
