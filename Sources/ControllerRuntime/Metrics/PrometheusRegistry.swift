package import Logging
package import Metrics
import Synchronization

/// A backend for swift-metrics that keeps every series in memory, for Prometheus to fetch as text.
///
/// Timers, in seconds, and recorders that aggregate are histograms. A second handle with the same label and dimensions
/// shares the series of the first. A series that Prometheus could not take is logged as an error, once, and left out;
/// its handle works but reports nothing.
package final class PrometheusRegistry: MetricsFactory {
    private struct State {
        var families: [String: MetricFamily] = [:]
        var errors: Set<MetricError> = []
        var updates: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    private let definitions: [String: MetricDefinition]
    private let logger: Logger

    /// - Parameter definitions: by the metrics' names; those without one have no help and the default buckets.
    package init(
        definitions: [String: MetricDefinition] = MetricDefinition.controllers,
        logger: Logger = Logger(label: "metrics")
    ) {
        self.definitions = definitions
        self.logger = logger
    }

    /// Calls `update` whenever ``text`` is about to be made, to set what changes although nothing happens.
    package func beforeText(_ update: @escaping @Sendable () -> Void) {
        state.withLock { $0.updates.append(update) }
    }

    /// Every family with all its series, in the order of their names.
    package var text: String {
        for update in state.withLock(\.updates) { update() }
        let families = state.withLock(\.families)
        var text = ExpositionText()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            family.write(name, help: definitions[name]?.help, to: &text)
        }
        return text.text
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        number(.counter, label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        number(.counter, label, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        number(.gauge, label, dimensions)
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        aggregate ? histogram(label, dimensions) : number(.gauge, label, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    private func number(_ type: MetricType, _ label: String, _ dimensions: [(String, String)]) -> PrometheusNumber {
        series(type, label, dimensions) { _ in PrometheusNumber() }
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> PrometheusHistogram {
        series(.histogram, label, dimensions) { PrometheusHistogram(buckets: $0.buckets) }
    }

    private func series<Series: MetricSeries>(
        _ type: MetricType,
        _ label: String,
        _ dimensions: [(String, String)],
        make: (MetricDefinition) -> Series
    ) -> Series {
        do throws(MetricError) {
            let identity = try SeriesIdentity(label: label, dimensions: dimensions)
            let definition = definitions[identity.name] ?? MetricDefinition()
            return try state.withLock { state throws(MetricError) in
                try state.families[identity.name, default: MetricFamily(type: type)]
                    .series(identity, type) { make(definition) }
            }
        } catch {
            let isNew = state.withLock { $0.errors.insert(error).inserted }
            if isNew { logger.error("a metric is left out", metadata: ["error": "\(error)"]) }
            return make(MetricDefinition())
        }
    }

    /// Looks through all series: they are few, and seldom removed.
    private func remove(_ handler: AnyObject) {
        state.withLock { $0.families = $0.families.compactMapValues { $0.removing(handler) } }
    }
}
