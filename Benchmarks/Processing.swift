import ControllerRuntime
import KubernetesClient
import KubernetesCore
import Logging
import Synchronization

/// What the controller runtime itself costs, without an API server.
enum Processing {
    /// What a reconcile costs that does nothing: queue, metrics and logging.
    static func reconciles(_ count: Int, workers: Int) async throws -> Duration {
        let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        let metrics = PrometheusRegistry(logger: logger)
        let queue = WorkQueue(name: "benchmark", metricsFactory: metrics)
        let (done, isDone) = AsyncStream.makeStream(of: Void.self)
        let controller = Controller(
            name: "benchmark",
            queue: queue,
            reconciler: Countdown(from: count) { isDone.finish() },
            workers: workers,
            waitToStart: {},
            metricsFactory: metrics,
            logger: logger
        )
        let start = ContinuousClock.now
        return try await withThrowingTaskGroup { group in
            group.addTask { try await controller.run() }
            for number in 0..<count { queue.add(ObjectKey(namespace: "benchmark", name: "\(number)")) }
            for await _ in done {}
            let duration = ContinuousClock.now - start
            group.cancelAll()
            try await group.waitForAll()
            return duration
        }
    }

    /// What it takes to read a line of a watch, and to keep of it what is of interest.
    static func events<Object: Resource>(_ count: Int, of line: [UInt8], as type: Object.Type) throws -> Duration {
        try ContinuousClock().measure {
            for _ in 0..<count {
                guard case .modified(let json) = try WatchEvent(line: line) else { throw Failure("no modification") }
                _ = try JSONValueDecoder().decode(Object.self, from: json)
            }
        }
    }

    private final class Countdown: Reconciler {
        private let left: Mutex<Int>
        private let end: @Sendable () -> Void

        init(from count: Int, _ end: @escaping @Sendable () -> Void) {
            left = Mutex(count)
            self.end = end
        }

        func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
            let left = left.withLock { left in
                left -= 1
                return left
            }
            if left == 0 { end() }
            return .done
        }
    }
}
