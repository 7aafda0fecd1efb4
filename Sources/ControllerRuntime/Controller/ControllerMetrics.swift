import Metrics

/// What controller-runtime's dashboards and alerts expect of a controller, under the same names.
struct ControllerMetrics: Sendable {
    enum Result: String, CaseIterable {
        case success
        case error
        case requeueAfter = "requeue_after"
        case terminalError = "terminal_error"
    }

    private let totals: [Result: Counter]
    private let errors: Counter
    private let terminalErrors: Counter
    private let time: Timer
    private let depth: Gauge

    init(controller: String, factory: any MetricsFactory) {
        let label = ("controller", controller)
        // Made at once, so that each series starts at 0 and a rate over it is right from the first failure on.
        totals = Dictionary(
            uniqueKeysWithValues: Result.allCases.filter { $0 != .terminalError }.map { result in
                let labels = [label, ("result", result.rawValue)]
                return (
                    result, Counter(label: "controller_runtime_reconcile_total", dimensions: labels, factory: factory)
                )
            }
        )
        errors = Counter(label: "controller_runtime_reconcile_errors_total", dimensions: [label], factory: factory)
        terminalErrors = Counter(
            label: "controller_runtime_terminal_reconcile_errors_total",
            dimensions: [label],
            factory: factory
        )
        time = Timer(label: "controller_runtime_reconcile_time_seconds", dimensions: [label], factory: factory)
        depth = Gauge(label: "workqueue_depth", dimensions: [("name", controller), label], factory: factory)
    }

    func reconciled(_ result: Result, in duration: Duration) {
        totals[result == .terminalError ? .error : result]?.increment()
        if result == .error || result == .terminalError { errors.increment() }
        if result == .terminalError { terminalErrors.increment() }
        time.record(duration: duration)
    }

    func queueDepth(_ keys: Int) {
        depth.record(keys)
    }
}
