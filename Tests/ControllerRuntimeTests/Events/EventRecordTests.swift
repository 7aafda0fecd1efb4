import KubernetesCore
import Testing

@testable import ControllerRuntime

@Suite struct EventRecordTests {
    private let event = ObjectEvent(.warning, reason: "Broken", action: "Reconcile", note: "it broke")
    private let reporter = EventRecord.Reporter(controller: "tests", instance: "tests-1")
    private let time = Timestamp(seconds: 1_136_214_245, nanoseconds: 999_999)

    @Test func `a record has all that the API asks for`() {
        let record = EventRecord(event, .widget("a"), at: time, identifier: 0xabc)
        #expect(
            record.manifest(by: reporter) == [
                "apiVersion": "events.k8s.io/v1", "kind": "Event",
                "metadata": ["name": "a.abc", "namespace": "default"],
                "eventTime": "2006-01-02T15:04:05.000999Z",
                "reportingController": "tests", "reportingInstance": "tests-1",
                "type": "Warning", "reason": "Broken", "action": "Reconcile", "note": "it broke",
                "regarding": [
                    "apiVersion": "example.com/v1", "kind": "Widget", "namespace": "default", "name": "a",
                    "uid": "uid-of-a", "resourceVersion": "7",
                ],
            ]
        )
    }

    @Test func `a series is written as a whole, or as what has changed`() {
        var record = EventRecord(event, .widget("a"), at: time, identifier: 1)
        record.count = 3
        record.lastTime = time + .seconds(1)
        let series: JSONValue = ["count": 3, "lastObservedTime": "2006-01-02T15:04:06.000999Z"]
        #expect(record.manifest(by: reporter)["series"] == series)
        #expect(record.patch == ["series": series])
    }

    @Test func `events of cluster-scoped objects are where every API server takes them`() {
        let record = EventRecord(event, .widget("a", namespace: nil), at: time, identifier: 1)
        #expect(record.key.namespace == "kube-system")
        #expect(record.manifest(by: reporter)["regarding"]?["namespace"] == nil)
    }

    @Test func `the longest name of an object still gives a name`() {
        let name = String(repeating: "n", count: 253)
        let record = EventRecord(event, .widget(name), at: time, identifier: .max)
        #expect(record.key.name.utf8.count == 253)
        #expect(record.key.name.hasSuffix(".ffffffffffffffff"))
    }

    @Test(arguments: [
        (String(repeating: "x", count: 1024), 1024), (String(repeating: "x", count: 1025), 1024),
        (String(repeating: "é", count: 2000), 1023), (String(repeating: "👩‍👩‍👧", count: 200), 1011),
    ])
    func `a note has 1024 bytes at the most and ends with a whole character`(_ note: String, _ length: Int) {
        let event = ObjectEvent(.normal, reason: "A", action: "A", note: note)
        #expect(event.note.utf8.count == length)
        #expect(note.hasPrefix(event.note.replacing("…", with: "")))
    }
}
