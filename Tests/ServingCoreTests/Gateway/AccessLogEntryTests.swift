import KubernetesCore
import ServingCore
import TestSupport
import Testing

/// What becomes of HAProxy's lines about requests.
struct AccessLogEntryTests {
    private static let names = RequestLabels(namespace: "team", service: "mnist", deployment: "blue")

    @Test(arguments: [
        (#""service":"mnist","namespace":"team","deployment":"blue""#, names),
        // Before a deployment was chosen.
        (#""service":"mnist","namespace":"-","deployment":"-""#, RequestLabels(namespace: "team", service: "mnist")),
        // As the client's header said, before anybody knew whether there is one.
        (#""service":"mnist","namespace":"-","deployment":"blue""#, RequestLabels(namespace: "team", service: "mnist")),
        (
            #""service":"mnist","namespace":"team","deployment":"x:y""#,
            RequestLabels(namespace: "team", service: "mnist")
        ),
        (#""service":"none","namespace":"team","deployment":"blue""#, RequestLabels()),
        (#""service":"-","namespace":"-","deployment":"-""#, RequestLabels()),
    ])
    func labelsAreNamesThatAreServed(names: String, labels: RequestLabels) throws {
        let plan = GatewayPlan(
            try GatewayCluster.example(
                GatewayCluster.service() + GatewayCluster.deployment(),
                replicas: ["blue": ["10.0.0.1"]]
            )
        )
        let entry = try #require(AccessLogEntry(Self.line(names)))
        #expect(plan.labels(of: entry) == labels)
        #expect(plan.serves(labels))
        #expect(GatewayPlan().serves(labels) == (labels == RequestLabels()))
    }

    @Test(arguments: [
        ("200", "----", 200), ("503", "sQ--", 503), ("504", "sH--", 504), ("502", "SH--", 502), ("408", "cR--", 408),
        ("-1", "CQ--", 499), ("400", "CH--", 499), ("503", "CC--", 499), ("200", "CD--", 200), ("400", "CR--", 400),
    ])
    func aClientThatHasGoneIsNoBadRequest(status: String, state: String, code: Int) throws {
        #expect(try #require(AccessLogEntry(Self.line(status: status, state: state))).status == code)
    }

    @Test(arguments: [
        ("{}", 3), (#"{"queueMs":40,"replica":"blue-1"}"#, 40), (#"{"queueMs":-1}"#, -1),
    ])
    func theWaitIsThatOfWhoeverHasTheQueue(owner: String, milliseconds: Int) throws {
        let line = #"{"status":200,"queueMs":3,"totalMs":50,"owner":\#(owner)}"#
        #expect(try #require(AccessLogEntry(Array(line.utf8))).queueTime == milliseconds)
    }

    @Test(arguments: [
        "", "[NOTICE]   (1) : New worker (2) forked", "{", "{}", #"{"time":1.5,"client":"::1","error":"Timeout"}"#,
    ])
    func otherLinesAreNone(line: String) {
        #expect(AccessLogEntry(Array(line.utf8)) == nil)
    }

    private static func line(
        _ names: String = #""service":"mnist","namespace":"team","deployment":"blue""#,
        status: String = "200",
        state: String = "----"
    ) -> [UInt8] {
        Array(
            #"{"time":1795913153.986,\#(names),"status":\#(status),"queueMs":-1,"totalMs":20003,"state":"\#(state)"}"#
                .utf8
        )
    }
}
