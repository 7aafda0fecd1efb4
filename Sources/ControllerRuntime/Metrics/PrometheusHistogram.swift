import Metrics
import Synchronization

/// How many values lie below each of a few bounds. Times are in seconds.
final class PrometheusHistogram: TimerHandler, RecorderHandler, MetricSeries {
    private struct State {
        /// Per bucket, not yet added up; the last is for values above all bounds.
        var counts: [Int]
        var sum = 0.0
    }

    private let buckets: [Double]
    private let state: Mutex<State>

    /// - Parameter buckets: upper bounds, which belong to their buckets. Any order; the infinite one is implied.
    init(buckets: [Double]) {
        self.buckets = Set(buckets.filter(\.isFinite)).sorted()
        state = Mutex(State(counts: Array(repeating: 0, count: self.buckets.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1e9)
    }

    func record(_ value: Int64) {
        record(Double(value))
    }

    /// Counts `value` if it is finite; another would spoil the sum for good.
    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = buckets.firstIndex { value <= $0 } ?? buckets.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    func write(_ identity: SeriesIdentity, to text: inout ExpositionText) {
        let state = state.withLock { $0 }
        let labels = identity.labels.isEmpty ? "" : identity.labels + ","
        var total = 0
        for (bound, count) in zip(buckets + [.infinity], state.counts) {
            total += count
            let bound = ExpositionText.number(bound)
            text.add("\(identity.name)_bucket", labels: "\(labels)le=\"\(bound)\"", Double(total))
        }
        text.add("\(identity.name)_sum", labels: identity.labels, state.sum)
        text.add("\(identity.name)_count", labels: identity.labels, Double(total))
    }
}
