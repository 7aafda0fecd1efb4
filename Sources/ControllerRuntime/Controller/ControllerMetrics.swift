import Metrics

/// What controller-runtime's dashboards and alerts expect of a controller, under the same names.
struct ControllerMetrics: Sendable {
    enum Result: String {
        case success
        case error
        case requeueAfter = "requeue_after"
        case timeout
    }

    private let totals: [Result: Counter]
    private let errors: Counter
    private let timeouts: Counter
    private let time: Timer
    private let activeWorkers: Meter

    init(controller: String, workers: Int, factory: any MetricsFactory) {
        let label = ("controller", controller)
        func counter(_ metric: String, result: String? = nil) -> Counter {
            let labels = [label] + (result.map { [("result", $0)] } ?? [])
            return Counter(label: "controller_runtime_\(metric)_total", dimensions: labels, factory: factory)
        }
        func gauge(_ metric: String) -> Meter {
            Meter(label: "controller_runtime_\(metric)", dimensions: [label], factory: factory)
        }
        // Made at once, so that each series starts at 0 and a rate over it is right from the first failure on.
        totals = Dictionary(
            uniqueKeysWithValues: [.success, .error, .requeueAfter].map { (result: Result) in
                (result, counter("reconcile", result: result.rawValue))
            }
        )
        errors = counter("reconcile_errors")
        // Dashboards ask for it, but there is no failure that is not tried again.
        _ = counter("terminal_reconcile_errors")
        timeouts = counter("reconcile_timeouts")
        time = Timer(label: "controller_runtime_reconcile_time_seconds", dimensions: [label], factory: factory)
        activeWorkers = gauge("active_workers")
        activeWorkers.set(0)
        gauge("max_concurrent_reconciles").set(workers)
    }

    func begin() {
        activeWorkers.increment()
    }

    func end(_ result: Result, after duration: Duration) {
        activeWorkers.decrement()
        totals[result.total]?.increment()
        if result.total == .error { errors.increment() }
        if result == .timeout { timeouts.increment() }
        time.record(duration: duration)
    }
}

extension ControllerMetrics.Result {
    /// Under which of controller-runtime's results it is counted.
    fileprivate var total: Self {
        switch self {
        case .success, .requeueAfter, .error: self
        case .timeout: .error
        }
    }
}
