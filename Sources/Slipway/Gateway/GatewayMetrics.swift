import Metrics

/// How the gateway keeps up with the cluster. What HAProxy does with requests, it tells itself.
struct GatewayMetrics: Sendable {
    private let updates: Counter
    private let failures: Counter
    private let loads: Gauge
    private let duration: Timer

    init(factory: any MetricsFactory) {
        updates = Counter(label: "slipway_gateway_updates_total", dimensions: [("result", "success")], factory: factory)
        failures = Counter(label: "slipway_gateway_updates_total", dimensions: [("result", "error")], factory: factory)
        loads = Gauge(label: "slipway_gateway_configurations_loaded", factory: factory)
        duration = Timer(label: "slipway_gateway_update_duration_seconds", factory: factory)
    }

    /// - Parameter count: how many configurations HAProxy has read since its start.
    func updated(after time: Swift.Duration, loads count: Int) {
        updates.increment()
        loads.record(count)
        let (seconds, attoseconds) = time.components
        duration.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    func failed() { failures.increment() }
}
