import Synchronization

/// Something that happens once, and that any number of tasks wait for.
final class Signal: Sendable {
    private struct State {
        var isOn = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var isOn: Bool { state.withLock(\.isOn) }

    func send() {
        resumeAll { $0.isOn = true }
    }

    /// Returns once the signal is on, or when the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.isOn, !Task.isCancelled else { return true }
                    state.waiters.append(continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            // The others that wait are woken too and wait again; only the cancelled one goes on.
            resumeAll { _ in }
        }
        if !isOn, !Task.isCancelled { await wait() }
    }

    private func resumeAll(_ change: (inout State) -> Void) {
        let waiters = state.withLock { state in
            change(&state)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
