import Metrics

/// What dashboards expect of a work queue, under client-go's and controller-runtime's names.
struct WorkQueueMetrics: Sendable {
    private let depths: [WorkQueue.Priority: Gauge]
    private let adds: Counter
    private let retries: Counter
    private let waitingTime: Timer
    private let workingTime: Timer
    private let unfinished: Gauge
    private let longest: Gauge

    /// - Parameter name: the controller's, which has one queue.
    init(name: String, factory: any MetricsFactory) {
        let labels = [("name", name), ("controller", name)]
        // Made at once, so that each series starts at 0.
        depths = Dictionary(
            uniqueKeysWithValues: WorkQueue.Priority.allCases.map { priority in
                let labels = labels + [("priority", String(priority.rawValue))]
                return (priority, Gauge(label: "workqueue_depth", dimensions: labels, factory: factory))
            }
        )
        func counter(_ metric: String) -> Counter {
            Counter(label: "workqueue_\(metric)_total", dimensions: labels, factory: factory)
        }
        func timer(_ metric: String) -> Timer {
            Timer(label: "workqueue_\(metric)_duration_seconds", dimensions: labels, factory: factory)
        }
        func gauge(_ metric: String) -> Gauge {
            Gauge(label: "workqueue_\(metric)_seconds", dimensions: labels, factory: factory)
        }
        adds = counter("adds")
        retries = counter("retries")
        waitingTime = timer("queue")
        workingTime = timer("work")
        unfinished = gauge("unfinished_work")
        longest = gauge("longest_running_processor")
        for depth in depths.values { depth.record(0) }
        unfinishedWork([])
    }

    func changed(from before: WorkQueueStateMachine.Counts, to after: WorkQueueStateMachine.Counts) {
        adds.increment(by: after.adds - before.adds)
        retries.increment(by: after.retries - before.retries)
        for (priority, gauge) in depths where after.depths[priority] != before.depths[priority] {
            gauge.record(after.depths[priority] ?? 0)
        }
    }

    func waited(_ duration: Duration) { waitingTime.record(duration: duration) }

    func worked(_ duration: Duration) { workingTime.record(duration: duration) }

    func unfinishedWork(_ durations: [Duration]) {
        unfinished.record(durations.reduce(.zero, +) / .seconds(1))
        longest.record((durations.max() ?? .zero) / .seconds(1))
    }
}
