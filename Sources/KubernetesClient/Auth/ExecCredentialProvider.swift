import KubernetesCore
import Synchronization

/// Credentials from an exec plugin, kept until they expire or are refused.
///
/// Guarantees: the plugin never runs twice at the same time; callers that come meanwhile get its one result. The
/// caller that runs it owns it: when that caller is cancelled the plugin ends, and another waiting caller takes over.
final class ExecCredentialProvider: CredentialProvider {
    typealias Run = @Sendable () async throws(ConfigurationError) -> ExecCredential

    private let run: Run
    private let clock: WallClock
    private let state = Mutex(ExecCredentialStateMachine())

    init(clock: WallClock, run: @escaping Run) {
        self.run = run
        self.clock = clock
    }

    func credentials() async throws(ConfigurationError) -> Credentials {
        while true {
            switch state.withLock({ $0.request(at: clock.now) }) {
            case .use(let credentials): return credentials
            case .fail(let error): throw error
            case .run: return try await runPlugin()
            case .wait(let id):
                if let result = await waitForResult(id) { return try result.get() }
                if Task.isCancelled { throw .cancelled }
            }
        }
    }

    func refused(_ credentials: Credentials) -> Bool {
        state.withLock { $0.refuse(credentials) }
        return true
    }

    private func runPlugin() async throws(ConfigurationError) -> Credentials {
        let result: Result<ExecCredential, ConfigurationError>
        do throws(ConfigurationError) {
            result = .success(try await run())
        } catch {
            result = .failure(error)
        }
        let (waiters, answer) = state.withLock { $0.finish(result, at: clock.now) }
        for waiter in waiters {
            waiter.resume(returning: answer)
        }
        return try result.get().credentials
    }

    /// - Returns: nil when the caller has to ask again, or was cancelled.
    private func waitForResult(_ id: Int) async -> ExecCredentialStateMachine.Answer? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Cancellation is flagged before its handler runs: either it is seen here, or the handler comes later
                // and finds the waiter.
                let waits = state.withLock { !Task.isCancelled && $0.add(continuation, id) }
                if !waits { continuation.resume(returning: nil) }
            }
        } onCancel: {
            state.withLock { $0.removeWaiter(id) }?.resume(returning: nil)
        }
    }
}

extension ExecCredentialProvider: Redacted {
    var description: String { "credentials from an exec plugin" }
}
