/// What a metric's users are told of it, and the buckets of its histogram.
package struct MetricDefinition: Sendable {
    package var help: String?
    /// Upper bounds. Ignored unless the metric is a timer or a recorder that aggregates.
    package var buckets: [Double]

    /// - Parameter buckets: default: those that Prometheus' clients have for the times of requests, in seconds.
    package init(
        help: String? = nil,
        buckets: [Double] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    ) {
        self.help = help
        self.buckets = buckets
    }
}

extension MetricDefinition {
    /// controller-runtime's `pkg/internal/controller/metrics`.
    private static let reconcileTimes: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5,
        1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
    ]

    /// controller-runtime's `pkg/metrics/workqueue.go`: 10 ns times ten up to 1000 s.
    private static let queueTimes: [Double] = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000]

    /// Kubernetes' `component-base/metrics/prometheus/restclient`.
    private static let requestTimes: [Double] = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60]

    /// The metrics that dashboards and alerts for Kubernetes controllers know, by name.
    package static let controllers: [String: MetricDefinition] = [
        "controller_runtime_active_workers": MetricDefinition(help: "Workers that reconcile right now."),
        "controller_runtime_max_concurrent_reconciles": MetricDefinition(help: "Workers that there are."),
        "controller_runtime_reconcile_errors_total": MetricDefinition(help: "Reconciliations that failed."),
        "controller_runtime_reconcile_time_seconds": MetricDefinition(
            help: "Time a reconciliation took.",
            buckets: reconcileTimes
        ),
        "controller_runtime_reconcile_timeouts_total": MetricDefinition(
            help: "Reconciliations that were cancelled since they took too long."
        ),
        "controller_runtime_reconcile_total": MetricDefinition(help: "Reconciliations, by result."),
        "controller_runtime_terminal_reconcile_errors_total": MetricDefinition(
            help: "Reconciliations that failed and are not tried again."
        ),
        "leader_election_master_status": MetricDefinition(help: "1 for the process that leads, else 0, by lease."),
        "leader_election_slowpath_total": MetricDefinition(
            help: "Renewals that had to read the lease first, by lease."
        ),
        "rest_client_request_duration_seconds": MetricDefinition(
            help: "Time the API server took to answer a request.",
            buckets: requestTimes
        ),
        "rest_client_request_retries_total": MetricDefinition(
            help: "Requests sent again since the API server asked for patience."
        ),
        "rest_client_requests_total": MetricDefinition(
            help: "Requests to the API server, by status code; <error> without an answer."
        ),
        "slipway_build_info": MetricDefinition(help: "1, with the version of the program as a label."),
        "slipway_events_dropped_total": MetricDefinition(help: "Events that were not written, by reason."),
        "workqueue_adds_total": MetricDefinition(help: "Keys added to the queue."),
        "workqueue_depth": MetricDefinition(help: "Keys that wait for a worker."),
        "workqueue_longest_running_processor_seconds": MetricDefinition(
            help: "How long the worker that is at its key for longest has been so."
        ),
        "workqueue_queue_duration_seconds": MetricDefinition(
            help: "Time a key waited for a worker.",
            buckets: queueTimes
        ),
        "workqueue_retries_total": MetricDefinition(help: "Keys that were to come again, after a failure or as asked."),
        "workqueue_unfinished_work_seconds": MetricDefinition(
            help: "How long all keys that are being worked on have been so together; it grows while workers are stuck."
        ),
        "workqueue_work_duration_seconds": MetricDefinition(
            help: "Time a worker had a key in hand.",
            buckets: queueTimes
        ),
    ]
}
