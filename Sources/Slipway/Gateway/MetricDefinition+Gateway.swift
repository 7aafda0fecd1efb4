import ControllerRuntime

extension [String: MetricDefinition] {
    /// As far as Azure ML's longest scoring timeout of 5 minutes.
    private static let requestTimes = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300]

    /// The metrics of a gateway, by name.
    static let gateway: Self = MetricDefinition.controllers.merging([
        "slipway_gateway_busy_requests": MetricDefinition(
            help: "Requests of this gateway that replicas of a deployment work on."
        ),
        "slipway_gateway_capacity_requests": MetricDefinition(
            help: "Requests that the ready replicas of a deployment may have at once."
        ),
        "slipway_gateway_configurations_loaded": MetricDefinition(
            help: "Configurations that HAProxy has read since its start."
        ),
        "slipway_gateway_queue_duration_seconds": MetricDefinition(
            help: "Time a request waited for a free replica.",
            buckets: requestTimes
        ),
        "slipway_gateway_queued_requests": MetricDefinition(
            help: "Requests of this gateway that wait for a free replica of a deployment."
        ),
        "slipway_gateway_ready_replicas": MetricDefinition(help: "Replicas of a deployment that get requests."),
        "slipway_gateway_request_duration_seconds": MetricDefinition(
            help: "Time from a request's first byte to its answer's last.",
            buckets: requestTimes
        ),
        "slipway_gateway_requests_total": MetricDefinition(
            help: "Requests of clients, by the answer's status code; 499 where the client had gone before."
        ),
        "slipway_gateway_update_duration_seconds": MetricDefinition(
            help: "Time until HAProxy did what the cluster says, from when a change was taken up."
        ),
        "slipway_gateway_updates_total": MetricDefinition(help: "Changes taken up by the gateway, by result."),
    ]) { $1 }
}
