import Metrics
import Synchronization

/// A counter or a gauge: to Prometheus the one differs from the other only in that it is never set.
final class PrometheusNumber: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, MetricSeries {
    private let value = Atomic<Double>(0)

    func increment(by amount: Int64) {
        increment(by: Double(amount))
    }

    /// Adds `amount` if it is positive and finite: Prometheus takes a counter that shrinks for a restarted process.
    func increment(by amount: Double) {
        if amount > 0, amount.isFinite { add(amount) }
    }

    func decrement(by amount: Double) {
        if amount > 0, amount.isFinite { add(-amount) }
    }

    func reset() {
        set(0.0)
    }

    func set(_ value: Int64) {
        set(Double(value))
    }

    func set(_ value: Double) {
        self.value.store(value, ordering: .relaxed)
    }

    func record(_ value: Int64) {
        set(Double(value))
    }

    func record(_ value: Double) {
        set(value)
    }

    func write(_ identity: SeriesIdentity, to text: inout ExpositionText) {
        text.add(identity.name, labels: identity.labels, value.load(ordering: .relaxed))
    }

    /// Processors cannot add to a `Double` atomically, so this tries until no other thread comes in between.
    private func add(_ amount: Double) {
        var expected = value.load(ordering: .relaxed)
        var isDone = false
        while !isDone {
            (isDone, expected) = value.weakCompareExchange(
                expected: expected,
                desired: expected + amount,
                ordering: .relaxed
            )
        }
    }
}
