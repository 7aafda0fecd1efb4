import Synchronization

/// One exchange on its way: shared by libcurl's thread, which fills it, and the one task that reads it.
final class Transfer: Sendable {
    /// Four of libcurl's largest pieces. An HTTP/2 stream may hold more inside libcurl, up to its announced window.
    static let highWaterMark = 64 << 10

    private struct State {
        var machine = TransferStateMachine(highWaterMark: Transfer.highWaterMark)
        /// Changes with each input, so that a reader about to sleep notices what came in between.
        var revision = 0
        var reader: CheckedContinuation<Void, Never>?
        /// When the network last gave something.
        var lastArrival: ContinuousClock.Instant?
    }

    let request: HTTPRequest
    private let state = Mutex(State())
    private let commands: CurlCommandQueue

    init(_ request: HTTPRequest, commands: CurlCommandQueue) {
        self.request = request
        self.commands = commands
    }

    // What libcurl's thread calls.

    func receive(headerLine line: String) {
        update(arrival: .now) { $0.receive(headerLine: line) }
    }

    func receive(bytes: some Collection<UInt8>) -> Bool {
        update(arrival: .now) { $0.receive(bytes: bytes) }
    }

    /// Takes everything that comes while `handOver` runs.
    func resume(_ handOver: () -> Void) {
        state.withLock { $0.machine.isResuming = true }
        handOver()
        state.withLock { $0.machine.isResuming = false }
    }

    func finish(_ error: TransportError?) {
        update { $0.finish(error) }
    }

    var isFinished: Bool { state.withLock { $0.machine.isFinished } }

    var hasHead: Bool { state.withLock { $0.machine.hasHead } }

    /// When the network last gave something of the response; nil before the first byte.
    var lastArrival: ContinuousClock.Instant? { state.withLock(\.lastArrival) }

    // What the reading task calls.

    func head() async throws(TransportError) -> HTTPResponseHead {
        try await take { $0.takeHead() }
    }

    func nextPiece() async throws(TransportError) -> [UInt8]? {
        try await take { [commands] machine in
            let wasPaused = machine.isPaused
            let piece = machine.takePiece()
            if wasPaused, !machine.isPaused { commands.push(.resume(self)) }
            return piece
        }
    }

    func cancel() {
        let wasRunning = state.withLock { !$0.machine.isFinished }
        guard wasRunning else { return }
        finish(.cancelled)
        commands.push(.cancel(self))
    }

    private func update<Result>(
        arrival: ContinuousClock.Instant? = nil,
        _ input: (inout TransferStateMachine) -> Result
    ) -> Result {
        let (result, reader) = state.withLock { state in
            let result = input(&state.machine)
            state.revision += 1
            if let arrival { state.lastArrival = arrival }
            defer { state.reader = nil }
            return (result, state.reader)
        }
        // Never under the lock: resuming may run the reader, which takes it.
        reader?.resume()
        return result
    }

    private func take<Value: Sendable>(
        _ step: (inout TransferStateMachine) -> TransferStateMachine.Take<Value>
    ) async throws(TransportError) -> Value {
        while true {
            // A reader that always finds something never waits, and must notice as well.
            if Task.isCancelled { cancel() }
            let (taken, revision) = state.withLock { (step(&$0.machine), $0.revision) }
            switch taken {
            case .value(let value): return value
            case .failure(let error): throw error
            case .wait: await news(since: revision)
            }
        }
    }

    private func news(since revision: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isLate = state.withLock { state in
                    guard state.revision == revision else { return true }
                    state.reader = continuation
                    return false
                }
                if isLate { continuation.resume() }
            }
        } onCancel: {
            cancel()
        }
    }
}
