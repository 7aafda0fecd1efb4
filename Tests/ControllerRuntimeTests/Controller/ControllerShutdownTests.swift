import KubernetesCore
import Logging
import MetricsTestKit
import ServiceLifecycle
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(3))) struct ControllerShutdownTests {
    private let queue = WorkQueue.forTest()
    private let synced = Signal()
    private let gate = Signal()

    private func run(_ reconciler: ScriptedReconciler) -> RunningService {
        RunningService(
            Controller(
                name: "widget",
                queue: queue,
                reconciler: reconciler,
                workers: 2,
                waitToStart: synced.wait,
                metricsFactory: TestMetrics(),
                logger: .silent
            )
        )
    }

    @Test func `no work starts before the stores are complete`() async throws {
        let reconciler = ScriptedReconciler()
        queue.add(.named("a"))
        let controller = run(reconciler)
        for _ in 0..<200 { await Task.yield() }
        #expect(reconciler.calls.isEmpty)
        synced.send()
        try await eventually("the key is reconciled") { reconciler.calls.isEmpty ? nil : true }
        await controller.stop()
        try await controller.waitUntilEnded()
        #expect(reconciler.calls == [.named("a")])
    }

    @Test(arguments: RunningService.End.allCases)
    func `an idle controller ends at once`(_ end: RunningService.End) async throws {
        synced.send()
        let reconciler = ScriptedReconciler()
        let controller = run(reconciler)
        queue.add(.named("a"))
        try await eventually("the key is reconciled") { reconciler.calls.isEmpty ? nil : true }
        await controller.stop(by: end)
        try await controller.waitUntilEnded()
        #expect(await queue.next() == nil)
    }

    @Test func `a shutdown waits for the work in progress, does not cancel it, and begins none`() async throws {
        synced.send()
        let isStopping = Signal()
        let finished = Recorder<Bool>()
        let reconciler = ScriptedReconciler { [gate] _, _ in
            await withGracefulShutdownHandler(operation: gate.wait, onGracefulShutdown: isStopping.send)
            finished.record(Task.isCancelled)
            return .requeue(after: .zero)
        }
        for name in ["a", "b", "c"] { queue.add(.named(name)) }
        let controller = run(reconciler)
        try await eventually("both workers work") { reconciler.calls.count == 2 ? true : nil }
        await controller.stop()
        try await eventually("the shutdown has come") { isStopping.isOn ? true : nil }
        queue.add(.named("d"))
        for _ in 0..<200 { await Task.yield() }
        #expect(!controller.hasEnded)
        #expect(finished.all.isEmpty)
        gate.send()
        try await controller.waitUntilEnded()
        #expect(Set(reconciler.calls) == [.named("a"), .named("b")])
        #expect(finished.all == [false, false])
    }

    @Test func `a cancelled controller waits for the work in progress`() async throws {
        synced.send()
        let isStopping = Signal()
        let finished = Recorder<Bool>()
        let reconciler = ScriptedReconciler { [gate] _, _ in
            // Like an exchange with the API server, it ends some time after it was cancelled.
            let exchange = Task { await gate.wait() }
            await withTaskCancellationHandler(operation: { await exchange.value }, onCancel: isStopping.send)
            finished.record(Task.isCancelled)
            throw CancellationError()
        }
        queue.add(.named("a"))
        let controller = run(reconciler)
        try await eventually("the worker works") { reconciler.calls.isEmpty ? nil : true }
        await controller.stop(by: .cancellation)
        try await eventually("the cancellation has come") { isStopping.isOn ? true : nil }
        #expect(!controller.hasEnded)
        gate.send()
        try await controller.waitUntilEnded()
        #expect(finished.all == [true])
    }

    @Test(arguments: RunningService.End.allCases, 0..<50)
    func `a controller that is stopped before the stores are complete does no work`(
        _ end: RunningService.End,
        _ round: Int
    ) async throws {
        let reconciler = ScriptedReconciler()
        for number in 0..<10 { queue.add(.named("\(number)")) }
        let controller = run(reconciler)
        for _ in 0..<round { await Task.yield() }
        await controller.stop(by: end)
        try await controller.waitUntilEnded()
        #expect(reconciler.calls.isEmpty)
    }
}
