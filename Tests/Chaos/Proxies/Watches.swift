import Synchronization
import TestSupport

/// The watches that go through a ``TamperingProxy``. Whoever sends does so in the lock, so that nothing is sent on a
/// connection that has been closed.
final class Watches: Sendable {
    private struct State {
        var open: [Int: ScriptedServer.Connection] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    func open(_ connection: ScriptedServer.Connection) -> Int {
        state.withLock { state in
            state.next += 1
            state.open[state.next] = connection
            return state.next
        }
    }

    func close(_ watch: Int) {
        state.withLock { $0.open[watch] = nil }
    }

    /// - Returns: whether the watch still was open.
    func send(_ bytes: [UInt8], to watch: Int) -> Bool {
        state.withLock { $0.open[watch]?.send(bytes) != nil }
    }

    func send(_ bytes: [UInt8], isLast: Bool) {
        state.withLock { state in
            for connection in state.open.values {
                connection.send(bytes)
                if isLast { connection.hangUp() }
            }
            if isLast { state.open = [:] }
        }
    }
}
