import Metrics
import Testing

@testable import ControllerRuntime

@Suite("Metric definitions")
struct MetricDefinitionTests {
    @Test(
        "standard times have the buckets of controller-runtime and client-go",
        arguments: [
            ("controller_runtime_reconcile_time_seconds", 40, "0.005", "60"),
            ("rest_client_request_duration_seconds", 12, "0.005", "60"),
            ("workqueue_queue_duration_seconds", 12, "1e-08", "1000"),
            ("workqueue_work_duration_seconds", 12, "1e-08", "1000"),
            ("slipway_other_seconds", 11, "0.005", "10"),
        ]
    )
    func buckets(name: String, count: Int, first: String, last: String) throws {
        let registry = PrometheusRegistry()
        _ = Timer(label: name, factory: registry)
        let bounds = registry.text.split(separator: "\n").filter { $0.hasPrefix("\(name)_bucket") }.dropLast()
        #expect(bounds.count == count)
        #expect(bounds.first == "\(name)_bucket{le=\"\(first)\"} 0")
        #expect(bounds.last == "\(name)_bucket{le=\"\(last)\"} 0")
    }

    @Test("every definition has a valid name, help, and buckets in order")
    func table() throws {
        for (name, definition) in MetricDefinition.controllers {
            #expect(try SeriesIdentity(label: name, dimensions: []).name == name)
            #expect(definition.help?.isEmpty == false)
            #expect(definition.buckets == Set(definition.buckets).sorted())
        }
    }
}
