import TestSupport
import Testing

@testable import ControllerRuntime

@Suite("Prometheus histogram")
struct PrometheusHistogramTests {
    private func text(_ histogram: PrometheusHistogram) throws -> [Substring] {
        var text = ExpositionText()
        histogram.write(try SeriesIdentity(label: "h", dimensions: []), to: &text)
        return text.text.split(separator: "\n")
    }

    @Test("a bound belongs to its bucket, also after the way from nanoseconds to seconds")
    func boundsAreInclusive() throws {
        let histogram = PrometheusHistogram(buckets: [0.005, 0.15, 1.25])
        histogram.recordNanoseconds(5_000_000)
        histogram.recordNanoseconds(150_000_000)
        histogram.recordNanoseconds(1_250_000_000)
        histogram.recordNanoseconds(1_250_000_001)
        #expect(
            try text(histogram).prefix(4) == [
                "h_bucket{le=\"0.005\"} 1", "h_bucket{le=\"0.15\"} 2", "h_bucket{le=\"1.25\"} 3",
                "h_bucket{le=\"+Inf\"} 4",
            ]
        )
    }

    @Test("bounds may come in any order, twice, or infinite")
    func boundsAreSorted() throws {
        let histogram = PrometheusHistogram(buckets: [2, .infinity, 1, 2, .nan])
        #expect(
            try text(histogram) == [
                "h_bucket{le=\"1\"} 0", "h_bucket{le=\"2\"} 0", "h_bucket{le=\"+Inf\"} 0", "h_sum 0", "h_count 0",
            ]
        )
    }

    @Test("without bounds there is the sum and the count")
    func noBounds() throws {
        let histogram = PrometheusHistogram(buckets: [])
        histogram.record(Int64(3))
        #expect(try text(histogram) == ["h_bucket{le=\"+Inf\"} 1", "h_sum 3", "h_count 1"])
    }

    @Test("values that are no numbers do not spoil the sum", arguments: [Double.nan, .infinity, -.infinity])
    func nonFinite(value: Double) throws {
        let histogram = PrometheusHistogram(buckets: [])
        histogram.record(1.5)
        histogram.record(value)
        #expect(try text(histogram).suffix(2) == ["h_sum 1.5", "h_count 1"])
    }

    @Test("every bucket counts exactly the values up to its bound", arguments: 0..<20 as Range<UInt64>)
    func countsEachValue(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let bounds = (0..<Int.random(in: 0...12, using: &random)).map { _ in Double.random(in: -2...2, using: &random) }
        // Half of the values lie on a bound.
        let values = (0..<200).map { _ in
            (Bool.random(using: &random) ? bounds.randomElement(using: &random) : nil)
                ?? Double.random(in: -3...3, using: &random)
        }
        let histogram = PrometheusHistogram(buckets: bounds)
        for value in values { histogram.record(value) }

        let expected = bounds.sorted().map { bound in
            "h_bucket{le=\"\(bound)\"} \(values.count { $0 <= bound })"
        }
        #expect(try text(histogram).dropLast(3).map(String.init) == expected)
    }
}
