package import Testing

/// Runs each test of a suite on a thread of its own, which it may block: the few threads of all other tests stay theirs.
package struct BlockingTestTrait: SuiteTrait, TestTrait, TestScoping {
    private static let threads = Threads()

    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(Self.threads) { try await function() }
    }

    private final class Threads: TaskExecutor {
        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            detachThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }
}

extension Trait where Self == BlockingTestTrait {
    /// For tests that block their thread.
    package static var blocking: Self { Self() }
}
