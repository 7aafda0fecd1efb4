import Metrics
import ServingCore
import Synchronization

/// How many requests the services had, how they ended and how long they took, from HAProxy's lines about them.
final class RequestMetrics: Sendable {
    private struct Series {
        let duration: Timer
        let queueDuration: Timer
        var counters: [Int: Counter] = [:]
    }

    private struct State {
        var plan = GatewayPlan()
        var series: [RequestLabels: Series] = [:]
    }

    private let factory: any MetricsFactory
    private let state = Mutex(State())

    init(factory: any MetricsFactory) {
        self.factory = factory
    }

    /// From now on requests are for what is in `plan`. What is not has no metrics any more.
    func follow(_ plan: GatewayPlan) {
        let gone = state.withLock { state in
            state.plan = plan
            let gone = state.series.filter { !plan.serves($0.key) }
            for labels in gone.keys { state.series[labels] = nil }
            return gone.values
        }
        for series in gone {
            series.duration.destroy()
            series.queueDuration.destroy()
            for counter in series.counters.values { counter.destroy() }
        }
    }

    func count(_ entry: AccessLogEntry) {
        state.withLock { state in
            let labels = state.plan.labels(of: entry)
            var series = state.series[labels] ?? makeSeries(labels)
            let counter = series.counters[entry.status] ?? makeCounter(labels, status: entry.status)
            series.counters[entry.status] = counter
            state.series[labels] = series
            counter.increment()
            series.duration.recordMilliseconds(entry.totalTime)
            if entry.queueTime >= 0 { series.queueDuration.recordMilliseconds(entry.queueTime) }
        }
    }

    private func makeSeries(_ labels: RequestLabels) -> Series {
        func timer(_ name: String) -> Timer { Timer(label: name, dimensions: labels.dimensions, factory: factory) }
        return Series(
            duration: timer("slipway_gateway_request_duration_seconds"),
            queueDuration: timer("slipway_gateway_queue_duration_seconds")
        )
    }

    private func makeCounter(_ labels: RequestLabels, status: Int) -> Counter {
        Counter(
            label: "slipway_gateway_requests_total",
            dimensions: labels.dimensions + [("code", "\(status)")],
            factory: factory
        )
    }
}
