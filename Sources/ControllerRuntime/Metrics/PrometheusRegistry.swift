package import Metrics
import Synchronization

/// Collects metrics and writes them in Prometheus' text format.
///
/// swift-metrics' counters, gauges and timers become Prometheus counters, gauges and histograms in seconds under the
/// label that they are made with, which has to be a valid Prometheus name.
package final class PrometheusRegistry: MetricsFactory {
    private let families = Mutex<[String: Family]>([:])

    package init() {}

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter)
    }

    /// - Parameter aggregate: true for a histogram, false for a gauge.
    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        series(label, dimensions, aggregate ? .histogram : .gauge)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .histogram)
    }

    // Series outlive their handles: a counter that vanished would look to Prometheus like one that was reset.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    /// Everything collected so far, sorted by name.
    package var text: String {
        let families = families.withLock { $0 }
        return families.sorted { $0.key < $1.key }.map { name, family in
            let series = family.series.sorted { $0.key < $1.key }.map { $0.value.text(name, labels: $0.key) }
            return "# TYPE \(name) \(family.kind.rawValue)\n" + series.joined()
        }.joined()
    }

    private func series(_ name: String, _ dimensions: [(String, String)], _ kind: PrometheusSeries.Kind)
        -> PrometheusSeries
    {
        let labels = dimensions.map { "\($0.0)=\"\($0.1.escapedLabelValue)\"" }.joined(separator: ",")
        return families.withLock { families in
            if let series = families[name]?.series[labels] { return series }
            let series = PrometheusSeries(kind)
            families[name, default: Family(kind: kind)].series[labels] = series
            return series
        }
    }

    private struct Family {
        let kind: PrometheusSeries.Kind
        var series: [String: PrometheusSeries] = [:]
    }
}

extension String {
    fileprivate var escapedLabelValue: String {
        reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
    }
}
