import KubernetesCore
import Metrics
import ServingCore
import Synchronization

/// What each deployment's replicas and queue have to do right now, as far as this gateway knows.
final class DeploymentMetrics: Sendable {
    private struct Series {
        let busy: Gauge
        let queued: Gauge
        let replicas: Gauge
        let capacity: Gauge
    }

    private let factory: any MetricsFactory
    private let series = Mutex<[ObjectKey: Series]>([:])

    init(factory: any MetricsFactory) {
        self.factory = factory
    }

    /// - Parameter report: nil while nothing is known of the requests.
    func record(_ capacities: [ObjectKey: GatewayPlan.Capacity], _ report: UtilizationReport?) {
        series.withLock { all in
            for (key, gone) in all where capacities[key] == nil {
                for gauge in [gone.busy, gone.queued, gone.replicas, gone.capacity] { gauge.destroy() }
                all[key] = nil
            }
            for (key, capacity) in capacities {
                let series = all[key] ?? makeSeries(key)
                all[key] = series
                let requests = report?.deployments[key.description]?.requests ?? RequestCount()
                series.busy.record(requests.busy)
                series.queued.record(requests.queued)
                series.replicas.record(capacity.replicas)
                series.capacity.record(capacity.requests)
            }
        }
    }

    private func makeSeries(_ key: ObjectKey) -> Series {
        func gauge(_ name: String) -> Gauge {
            Gauge(
                label: name,
                dimensions: [("namespace", key.namespace ?? ""), ("deployment", key.name)],
                factory: factory
            )
        }
        return Series(
            busy: gauge("slipway_gateway_busy_requests"),
            queued: gauge("slipway_gateway_queued_requests"),
            replicas: gauge("slipway_gateway_ready_replicas"),
            capacity: gauge("slipway_gateway_capacity_requests")
        )
    }
}
