import InMemoryLogging
import KubernetesCore
import Logging
import MetricsTestKit
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(3))) struct ControllerTests {
    private struct Broken: Error {}

    private let queue = WorkQueue.forTest()
    private let metrics = TestMetrics()
    private let log = InMemoryLogHandler()
    private let a = ObjectKey.named("a")
    private let fence = ObjectKey.named("fence")

    private func controller(
        _ reconciler: ScriptedReconciler,
        workers: Int = 1,
        deadline: Duration = .seconds(60)
    ) -> Controller {
        Controller(
            name: "widget",
            queue: queue,
            reconciler: reconciler,
            workers: workers,
            deadline: deadline,
            waitToStart: {},
            metricsFactory: metrics,
            logger: Logger(label: "test") { _ in log }
        )
    }

    /// Runs a controller for as long as `body` takes, and waits for its end.
    private func run(
        _ reconciler: ScriptedReconciler,
        workers: Int = 1,
        deadline: Duration = .seconds(60),
        _ body: () async throws -> Void
    ) async throws {
        let controller = controller(reconciler, workers: workers, deadline: deadline)
        try await withThrowingTaskGroup { group in
            group.addTask { try await controller.run() }
            defer { queue.shutDown() }
            try await body()
        }
    }

    private func total(_ name: String, result: String? = nil) -> Int64? {
        var dimensions = [("controller", "widget")]
        if let result { dimensions.append(("result", result)) }
        return try? metrics.expectCounter("controller_runtime_\(name)_total", dimensions).totalValue
    }

    private func successes(_ count: Int64) async throws {
        try await eventually("\(count) successes") { total("reconcile", result: "success") == count ? true : nil }
    }

    @Test func `a success is final`() async throws {
        let reconciler = ScriptedReconciler()
        try await run(reconciler) {
            queue.add(a)
            try await successes(1)
            queue.add(fence, after: .milliseconds(20))
            try await successes(2)
        }
        #expect(reconciler.calls == [a, fence])
        #expect(total("reconcile", result: "error") == 0)
        #expect(total("reconcile_errors") == 0)
        #expect(log.entries.allSatisfy { $0.level == .info })
    }

    @Test func `a requeued key comes again after its wait`() async throws {
        let start = ContinuousClock.now
        let reconciler = ScriptedReconciler { _, call in call < 3 ? .requeue(after: .milliseconds(10)) : .done }
        try await run(reconciler) {
            queue.add(a)
            try await successes(1)
        }
        #expect(ContinuousClock.now - start >= .milliseconds(20))
        #expect(reconciler.calls == [a, a, a])
        #expect(total("reconcile", result: "requeue_after") == 2)
        #expect(total("reconcile_errors") == 0)
    }

    @Test func `a failed key is tried again, each time after a longer wait`() async throws {
        let start = ContinuousClock.now
        let reconciler = ScriptedReconciler { _, call in
            if call < 4 { throw Broken() }
            return .done
        }
        try await run(reconciler) {
            queue.add(a)
            try await successes(1)
        }
        #expect(ContinuousClock.now - start >= .milliseconds(5 + 10 + 20))
        #expect(reconciler.calls == [a, a, a, a])
        #expect(total("reconcile", result: "error") == 3)
        #expect(total("reconcile_errors") == 3)
        #expect(total("terminal_reconcile_errors") == 0)
        #expect(log.entries.count { $0.level == .error && $0.metadata["error"] == "Broken()" } == 3)
    }

    @Test func `a failing key does not hold up the others`() async throws {
        let reconciler = ScriptedReconciler { key, _ in
            if key.name == "a" { throw Broken() }
            return .done
        }
        try await run(reconciler) {
            queue.add(a)
            for number in 0..<50 { queue.add(.named("\(number)")) }
            try await successes(50)
        }
    }

    @Test func `every series is there from the start`() throws {
        _ = controller(ScriptedReconciler())
        for result in ["success", "error", "requeue_after"] { #expect(total("reconcile", result: result) == 0) }
        #expect(total("reconcile_errors") == 0)
        #expect(total("terminal_reconcile_errors") == 0)
        #expect(total("reconcile_timeouts") == 0)
        let labels = [("controller", "widget")]
        #expect(try metrics.expectMeter("controller_runtime_active_workers", labels).values == [0])
        #expect(try metrics.expectMeter("controller_runtime_max_concurrent_reconciles", labels).values == [1])
    }

    @Test func `what takes too long is cancelled and tried again`() async throws {
        let cancelled = Recorder<Bool>()
        let reconciler = ScriptedReconciler { _, call in
            guard call == 1 else { return .done }
            try? await Task.sleep(for: .seconds(60))
            cancelled.record(Task.isCancelled)
            return .done
        }
        try await run(reconciler, deadline: .milliseconds(20)) {
            queue.add(a)
            try await successes(1)
        }
        #expect(cancelled.all == [true])
        #expect(reconciler.calls.count > 1)
        // On a busy machine, even what does nothing may take too long, and is tried again.
        let failures = Int64(reconciler.calls.count - 1)
        #expect(total("reconcile_timeouts") == failures)
        #expect(total("reconcile", result: "error") == failures)
        let told = log.entries.count { $0.level == .error && "\($0.metadata["error"] ?? "")".contains("0.02 seconds") }
        #expect(told == Int(failures))
    }

    @Test func `time and workers are measured`() async throws {
        let reconciler = ScriptedReconciler { _, _ in
            try await Task.sleep(for: .milliseconds(5))
            return .done
        }
        for number in 0..<3 { queue.add(.named("\(number)")) }
        try await run(reconciler) {
            try await successes(3)
        }
        let labels = [("controller", "widget")]
        let times = try metrics.expectTimer("controller_runtime_reconcile_time_seconds", labels).values
        #expect(times.count == 3)
        #expect(times.allSatisfy { $0 >= 5_000_000 })
        let active = try metrics.expectMeter("controller_runtime_active_workers", labels)
        try await eventually("the worker is idle again") { active.lastValue == 0 ? true : nil }
    }

    @Test func `each line of the log says which reconciliation of which object it belongs to`() async throws {
        let reconciler = ScriptedReconciler { _, call in
            if call == 1 { throw Broken() }
            return .done
        }
        try await run(reconciler) {
            queue.add(a)
            try await successes(1)
        }
        let entries = log.entries
        #expect(entries.map(\.level) == [.info, .error, .info])
        for entry in entries {
            #expect(entry.metadata["controller"] == "widget")
            #expect(entry.metadata["namespace"] == "default")
            #expect(entry.metadata["name"] == "a")
        }
        let identifiers = entries.map { $0.metadata["reconcileID"] }
        #expect(identifiers[0] != nil && identifiers[0] == identifiers[1] && identifiers[1] != identifiers[2])
    }

    @Test(arguments: [1, 4])
    func `as many objects are reconciled at once as there are workers`(_ workers: Int) async throws {
        let gate = Signal()
        let reconciler = ScriptedReconciler { _, _ in
            await gate.wait()
            return .done
        }
        try await run(reconciler, workers: workers) {
            for number in 0..<8 { queue.add(.named("\(number)")) }
            try await eventually("every worker works") { reconciler.calls.count == workers ? true : nil }
            #expect(queue.depth == 8 - workers)
            gate.send()
            try await successes(8)
        }
    }
}
