import Metrics
import Synchronization

/// One metric with one set of labels.
final class PrometheusSeries: CounterHandler, RecorderHandler, TimerHandler {
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    /// Upper bounds in seconds: from a request on the same machine to a reconciliation that waits for a slow server.
    private static let buckets = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    private struct State {
        /// The counter's or gauge's value; the sum of a histogram.
        var value = 0.0
        var count = 0
        /// Observations between a bucket's bound and the one before.
        var counts = [Int](repeating: 0, count: PrometheusSeries.buckets.count)
    }

    private let kind: Kind
    private let state = Mutex(State())

    init(_ kind: Kind) {
        self.kind = kind
    }

    func increment(by amount: Int64) {
        state.withLock { $0.value += Double(amount) }
    }

    func reset() {
        state.withLock { $0.value = 0 }
    }

    func record(_ value: Int64) {
        record(Double(value))
    }

    func record(_ value: Double) {
        state.withLock { state in
            guard kind == .histogram else {
                state.value = value
                return
            }
            state.value += value
            state.count += 1
            if let bucket = Self.buckets.firstIndex(where: { value <= $0 }) { state.counts[bucket] += 1 }
        }
    }

    func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1e9)
    }

    /// - Parameter labels: `name="value"` pairs joined by commas; "" for none.
    func text(_ name: String, labels: String) -> String {
        let state = state.withLock { $0 }
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        guard kind == .histogram else { return "\(name)\(braces) \(state.value.prometheusText)\n" }
        var below = 0
        let buckets = zip(Self.buckets, state.counts).map { bound, count in
            below += count
            return bucket(name, labels, bound: bound.prometheusText, below)
        }
        return buckets.joined() + bucket(name, labels, bound: "+Inf", state.count)
            + "\(name)_sum\(braces) \(state.value.prometheusText)\n\(name)_count\(braces) \(state.count)\n"
    }

    private func bucket(_ name: String, _ labels: String, bound: String, _ count: Int) -> String {
        let separator = labels.isEmpty ? "" : ","
        return "\(name)_bucket{\(labels)\(separator)le=\"\(bound)\"} \(count)\n"
    }
}

extension Double {
    /// Whole numbers without a fraction, as Prometheus' own clients write them.
    fileprivate var prometheusText: String {
        Int64(exactly: self).map(String.init) ?? String(self)
    }
}
