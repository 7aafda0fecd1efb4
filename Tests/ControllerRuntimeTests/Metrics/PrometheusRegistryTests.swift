import Dispatch
import InMemoryLogging
import Logging
import Metrics
import Testing

@testable import ControllerRuntime

@Suite("Prometheus registry")
struct PrometheusRegistryTests {
    private let registry = PrometheusRegistry(
        definitions: ["b_seconds": MetricDefinition(help: "A time.", buckets: [0.5, 2])]
    )

    @Test("families and series are in order, each family has one TYPE")
    func wholeText() {
        Counter(label: "c_total", dimensions: [("result", "error")], factory: registry).increment()
        Counter(label: "c_total", dimensions: [("controller", "model"), ("code", "200")], factory: registry)
            .increment(by: 41)
        Gauge(label: "a", factory: registry).record(-2.5)
        let timer = Timer(label: "b_seconds", dimensions: [("controller", "model")], factory: registry)
        timer.record(duration: .milliseconds(500))
        timer.record(duration: .seconds(1))
        timer.record(duration: .seconds(60))

        #expect(
            registry.text == """
                # TYPE a gauge
                a -2.5
                # HELP b_seconds A time.
                # TYPE b_seconds histogram
                b_seconds_bucket{controller="model",le="0.5"} 1
                b_seconds_bucket{controller="model",le="2"} 2
                b_seconds_bucket{controller="model",le="+Inf"} 3
                b_seconds_sum{controller="model"} 61.5
                b_seconds_count{controller="model"} 3
                # TYPE c_total counter
                c_total{code="200",controller="model"} 41
                c_total{result="error"} 1

                """
        )
    }

    @Test("a series is there, at zero, as soon as it is made")
    func startsAtZero() {
        _ = Counter(label: "c_total", factory: registry)
        _ = Meter(label: "m", factory: registry)
        #expect(registry.text == "# TYPE c_total counter\nc_total 0\n# TYPE m gauge\nm 0\n")
    }

    @Test("each kind of metric has the type that Prometheus has for it")
    func types() {
        _ = Counter(label: "counter", factory: registry)
        _ = FloatingPointCounter(label: "floating", factory: registry)
        _ = Gauge(label: "gauge", factory: registry)
        _ = Meter(label: "meter", factory: registry)
        _ = Metrics.Recorder(label: "recorder", factory: registry)
        _ = Timer(label: "timer", factory: registry)
        #expect(
            registry.text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") } == [
                "# TYPE counter counter", "# TYPE floating counter", "# TYPE gauge gauge", "# TYPE meter gauge",
                "# TYPE recorder histogram", "# TYPE timer histogram",
            ]
        )
    }

    @Test("handles with the same labels, in whatever order, share one series")
    func sharedSeries() {
        Counter(label: "c_total", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "c_total", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        FloatingPointCounter(label: "c_total", dimensions: [("a", "1"), ("b", "2")], factory: registry)
            .increment(by: 0.5)
        #expect(registry.text == "# TYPE c_total counter\nc_total{a=\"1\",b=\"2\"} 2.5\n")
    }

    @Test("a counter never shrinks, except by reset")
    func counterGrows() {
        let counter = Counter(label: "c_total", factory: registry)
        let floating = FloatingPointCounter(label: "c_total", factory: registry)
        counter.increment(by: 2)
        counter.increment(by: -1)
        for amount in [-1, .nan, .infinity] { floating.increment(by: amount) }
        #expect(registry.text == "# TYPE c_total counter\nc_total 2\n")
        counter.reset()
        #expect(registry.text == "# TYPE c_total counter\nc_total 0\n")
    }

    @Test("a meter goes up and down")
    func meter() {
        let meter = Meter(label: "m", factory: registry)
        meter.set(5)
        meter.increment(by: 2.5)
        meter.decrement(by: 10)
        #expect(registry.text == "# TYPE m gauge\nm -2.5\n")
    }

    @Test("a destroyed series is gone, its siblings stay")
    func destroy() {
        let counter = Counter(label: "c_total", dimensions: [("a", "1")], factory: registry)
        _ = Counter(label: "c_total", dimensions: [("a", "2")], factory: registry)
        let timer = Timer(label: "t", factory: registry)
        counter.increment()
        counter.destroy()
        timer.destroy()
        #expect(registry.text == "# TYPE c_total counter\nc_total{a=\"2\"} 0\n")
        // The name is free again, even for another type.
        _ = Gauge(label: "t", factory: registry)
        #expect(registry.text.hasSuffix("# TYPE t gauge\nt 0\n"))
    }

    @Test("what Prometheus could not take is logged once and left out")
    func errors() {
        let log = InMemoryLogHandler()
        let registry = PrometheusRegistry(logger: Logger(label: "test") { _ in log })
        Counter(label: "a", factory: registry).increment(by: 7)
        for _ in 0..<3 {
            Gauge(label: "a", factory: registry).record(1)
            Gauge(label: "a", dimensions: [("b", "1")], factory: registry).record(1)
            Counter(label: "", factory: registry).increment()
        }
        #expect(registry.text == "# TYPE a counter\na 7\n")
        #expect(
            log.entries.map { "\($0.metadata["error"] ?? "")" } == [
                "a is a counter already and cannot be a gauge too; rename one", "a metric has no name",
            ]
        )
    }

    @Test("nothing is lost when threads report at the same time")
    func concurrency() {
        DispatchQueue.concurrentPerform(iterations: 4) { [registry] _ in
            let counter = Counter(label: "counter", factory: registry)
            for _ in 0..<1_000_000 { counter.increment() }
            let timer = Timer(label: "timer", factory: registry)
            for _ in 0..<10_000 { timer.recordSeconds(1) }
        }
        let lines = registry.text.split(separator: "\n")
        #expect(lines.contains("counter 4000000"))
        #expect(lines.contains("timer_sum 40000"))
        #expect(lines.contains("timer_bucket{le=\"0.5\"} 0"))
        #expect(lines.contains("timer_bucket{le=\"1\"} 40000"))
    }
}
