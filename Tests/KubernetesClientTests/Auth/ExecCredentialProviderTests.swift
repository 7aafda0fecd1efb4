import KubernetesCore
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(3))) struct ExecCredentialProviderTests {
    private let clock = SettableClock()
    private let plugin = FakePlugin()

    private func provider() -> ExecCredentialProvider {
        ExecCredentialProvider(clock: clock.wallClock, run: plugin.run)
    }

    private static func credential(_ token: String, for life: Duration? = nil) -> ExecCredential {
        ExecCredential(
            credentials: Credentials(authorization: token),
            expiration: life.map { SettableClock.start + $0 }
        )
    }

    private static let failure = ConfigurationError(.plugin, at: .init(), problem: "the plugin exited with status 1")

    @Test func `credentials are renewed 10 seconds before they expire`() async throws {
        plugin.answers = [
            .success(Self.credential("first", for: .seconds(300))), .success(Self.credential("second")),
        ]
        let provider = provider()
        #expect(try await provider.credentials().authorization == "first")
        clock.advance(by: .milliseconds(289_999))
        #expect(try await provider.credentials().authorization == "first")
        clock.advance(by: .milliseconds(1))
        #expect(try await provider.credentials().authorization == "second")
        #expect(plugin.runs == 2)
    }

    @Test func `credentials that do not expire are kept`() async throws {
        plugin.answers = [.success(Self.credential("first")), .success(Self.credential("second"))]
        let provider = provider()
        #expect(try await provider.credentials().authorization == "first")
        clock.advance(by: .seconds(1_000_000_000))
        #expect(try await provider.credentials().authorization == "first")
    }

    @Test func `credentials that have expired already are used once`() async throws {
        plugin.answers = [.success(Self.credential("first", for: .zero)), .success(Self.credential("second"))]
        let provider = provider()
        #expect(try await provider.credentials().authorization == "first")
        #expect(try await provider.credentials().authorization == "second")
    }

    @Test func `refused credentials are replaced once for all who were refused`() async throws {
        plugin.answers = [.success(Self.credential("first")), .success(Self.credential("second"))]
        let provider = provider()
        let first = try await provider.credentials()
        #expect(provider.refused(first))
        #expect(try await provider.credentials().authorization == "second")
        #expect(provider.refused(first))
        #expect(try await provider.credentials().authorization == "second")
        #expect(plugin.runs == 2)
    }

    @Test func `a plugin that fails is not run again for a second`() async throws {
        plugin.answers = [.failure(Self.failure), .failure(Self.failure), .success(Self.credential("late"))]
        let provider = provider()
        for second in 1...2 {
            await #expect(throws: Self.failure) { try await provider.credentials() }
            clock.advance(by: .milliseconds(999))
            await #expect(throws: Self.failure) { try await provider.credentials() }
            #expect(plugin.runs == second)
            clock.advance(by: .milliseconds(1))
        }
        #expect(try await provider.credentials().authorization == "late")
        #expect(plugin.runs == 3)
    }

    @Test func `a success makes an earlier failure forgotten`() async throws {
        plugin.answers = [
            .failure(Self.failure), .success(Self.credential("first")), .success(Self.credential("second")),
        ]
        let provider = provider()
        await #expect(throws: Self.failure) { try await provider.credentials() }
        clock.advance(by: .seconds(1))
        let first = try await provider.credentials()
        clock.advance(by: .seconds(-1))
        #expect(provider.refused(first))
        #expect(try await provider.credentials().authorization == "second")
    }

    @Test func `a clock that is set back does not prolong the pause after a failure`() async throws {
        plugin.answers = [.failure(Self.failure), .success(Self.credential("late"))]
        let provider = provider()
        await #expect(throws: Self.failure) { try await provider.credentials() }
        clock.advance(by: .seconds(-3600))
        #expect(try await provider.credentials().authorization == "late")
    }

    @Test(arguments: [true, false]) func `concurrent callers share one run and its result`(succeeds: Bool) async {
        plugin.answers = [succeeds ? .success(Self.credential("shared")) : .failure(Self.failure)]
        plugin.isHeld = true
        let asked = Signal()
        let provider = ExecCredentialProvider(
            clock: WallClock {
                asked.send()
                return SettableClock.start
            },
            run: plugin.run
        )
        await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask { try await provider.credentials() }
            }
            for _ in 0..<50 { await asked.wait() }
            plugin.release.send()
            while let result = await group.nextResult() {
                switch result {
                case .success(let credentials): #expect(succeeds && credentials.authorization == "shared")
                case .failure(let error): #expect(!succeeds && error as? ConfigurationError == Self.failure)
                }
            }
        }
        #expect(plugin.runs == 1)
    }

    @Test func `when the caller that runs the plugin is cancelled another takes over`() async throws {
        plugin.answers = [.success(Self.credential("first")), .success(Self.credential("second"))]
        plugin.isHeld = true
        let asked = Signal()
        let provider = ExecCredentialProvider(
            clock: WallClock {
                asked.send()
                return SettableClock.start
            },
            run: plugin.run
        )
        let runner = Task { try await provider.credentials() }
        await plugin.started.wait()
        let waiter = Task { try await provider.credentials() }
        for _ in 0..<2 { await asked.wait() }
        runner.cancel()
        await #expect(throws: ConfigurationError.cancelled) { try await runner.value }
        await plugin.started.wait()
        plugin.release.send()
        #expect(try await waiter.value.authorization == "second")
    }

    @Test func `callers that are cancelled while they wait leave at once`() async throws {
        plugin.answers = [.success(Self.credential("first"))]
        plugin.isHeld = true
        let provider = provider()
        let runner = Task { try await provider.credentials() }
        await plugin.started.wait()
        let waiters = (0..<50).map { _ in Task { try await provider.credentials() } }
        // Some are then waiting and some have not begun to; both have to leave.
        for _ in 0..<50 { await Task.yield() }
        for waiter in waiters { waiter.cancel() }
        for waiter in waiters {
            await #expect(throws: ConfigurationError.cancelled) { try await waiter.value }
        }
        plugin.release.send()
        #expect(try await runner.value.authorization == "first")
        #expect(plugin.runs == 1)
    }

    @Test("Whoever is cancelled, everybody is answered and runs never overlap", arguments: 0..<10)
    func cancellation(seed: UInt64) async {
        var generator = SplitMix64(seed: seed)
        plugin.answers = [.success(Self.credential("short", for: .zero))]
        let provider = provider()
        let tasks = (0..<200).map { _ in
            (
                task: Task { try await provider.credentials() },
                isCancelled: Bool.random(using: &generator)
            )
        }
        for (task, isCancelled) in tasks where isCancelled { task.cancel() }
        for (task, isCancelled) in tasks {
            switch await task.result {
            case .success(let credentials): #expect(credentials.authorization == "short")
            case .failure(let error): #expect(isCancelled && error as? ConfigurationError == .cancelled)
            }
        }
        #expect(plugin.mostAtOnce == 1)
    }
}

/// Gives its answers one by one, the last one for ever, and counts.
private final class FakePlugin: Sendable {
    private struct State {
        var answers: [Result<ExecCredential, ConfigurationError>] = []
        var isHeld = false
        var runs = 0
        var running = 0
        var mostAtOnce = 0
    }

    private let state = Mutex(State())
    /// Sent when a run begins.
    let started = Signal()
    /// Lets a run that is held end.
    let release = Signal()

    var answers: [Result<ExecCredential, ConfigurationError>] {
        get { state.withLock(\.answers) }
        set { state.withLock { $0.answers = newValue } }
    }

    var isHeld: Bool {
        get { state.withLock(\.isHeld) }
        set { state.withLock { $0.isHeld = newValue } }
    }

    var runs: Int { state.withLock(\.runs) }
    var mostAtOnce: Int { state.withLock(\.mostAtOnce) }

    func run() async throws(ConfigurationError) -> ExecCredential {
        let (answer, isHeld) = state.withLock { state in
            state.runs += 1
            state.running += 1
            state.mostAtOnce = max(state.mostAtOnce, state.running)
            let answer = state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
            return (answer, state.isHeld)
        }
        defer { state.withLock { $0.running -= 1 } }
        started.send()
        if isHeld { await release.wait() } else { await Task.yield() }
        if Task.isCancelled { throw .cancelled }
        return try answer.get()
    }
}

/// Something that happened, kept until somebody waits for it.
private struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func send() {
        continuation.yield()
    }

    /// Returns early when the task is cancelled.
    func wait() async {
        for await _ in stream { return }
    }
}
