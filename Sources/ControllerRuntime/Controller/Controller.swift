import KubernetesClient
import KubernetesCore
package import Logging
package import Metrics
import ServiceLifecycle

/// Workers that take keys from a queue and reconcile them.
package struct Controller: ServiceLifecycle.Service, CustomStringConvertible {
    private let name: String
    private let queue: WorkQueue
    private let reconciler: any Reconciler
    private let workers: Int
    private let deadline: Duration
    private let waitToStart: @Sendable () async -> Void
    private let metrics: ControllerMetrics
    private let logger: Logger

    /// - Parameters:
    ///   - workers: how many objects are reconciled at the same time.
    ///   - deadline: after which a reconciliation is cancelled, to be tried again. By default as long as two requests may
    ///     take: whatever takes longer hangs, and keeps a worker from others.
    ///   - waitToStart: returns when work may start, or when it is cancelled. All stores that the reconciler reads have to
    ///     be complete, since what is not in a store yet would be taken for missing; and only a leader may write.
    package init(
        name: String,
        queue: WorkQueue,
        reconciler: any Reconciler,
        workers: Int,
        deadline: Duration = Client.requestTimeout * 2,
        waitToStart: @escaping @Sendable () async -> Void,
        metricsFactory: any MetricsFactory,
        logger: Logger
    ) {
        self.name = name
        self.queue = queue
        self.reconciler = reconciler
        self.workers = workers
        self.deadline = deadline
        self.waitToStart = waitToStart
        metrics = ControllerMetrics(controller: name, workers: workers, factory: metricsFactory)
        self.logger = logger
    }

    package func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await cancelWhenGracefulShutdown { await waitToStart() }
            await withDiscardingTaskGroup { group in
                for _ in 0..<workers { group.addTask { await work() } }
            }
        } onCancelOrGracefulShutdown: {
            queue.shutDown()
        }
    }

    package var description: String { "controller \(name)" }

    private func work() async {
        while let key = await queue.next() {
            queue.finish(key, await reconcile(key))
        }
    }

    private func reconcile(_ key: ObjectKey) async -> WorkQueueStateMachine.Outcome {
        var logger = logger
        logger[metadataKey: "controller"] = "\(name)"
        logger[metadataKey: "namespace"] = key.namespace.map { "\($0)" }
        logger[metadataKey: "name"] = "\(key.name)"
        logger[metadataKey: "reconcileID"] = "\(UInt64.random(in: 0 ... .max).hexadecimal)"

        let start = ContinuousClock.now
        metrics.begin()
        let (outcome, result) = await outcome(of: key, logger: logger)
        metrics.end(result, after: ContinuousClock.now - start)
        return outcome
    }

    private func outcome(
        of key: ObjectKey,
        logger: Logger
    ) async -> (WorkQueueStateMachine.Outcome, ControllerMetrics.Result) {
        do {
            let result = try await withDeadline(deadline) { [reconciler] in
                try await reconciler.reconcile(key, logger: logger)
            }
            switch result {
            case .done: return (.done, .success)
            case .requeue(let wait): return (.requeue(after: wait), .requeueAfter)
            }
        } catch let error as DeadlineExceeded {
            logger.error("cannot reconcile in time, trying again", metadata: ["error": "\(error)"])
            return (.failed, .timeout)
        } catch {
            logger.error("cannot reconcile, trying again", metadata: ["error": "\(error)"])
            return (.failed, .error)
        }
    }
}

extension UInt64 {
    fileprivate var hexadecimal: String { String(self, radix: 16) }
}
