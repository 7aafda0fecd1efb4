import ControllerRuntime
import ServingCore
import TestSupport
import Testing

@testable import Slipway

/// The metrics that the gateway makes of HAProxy's lines about requests.
@Suite(.serialized) struct RequestMetricsTests {
    private static let blue = #"{deployment="blue",namespace="team",service="mnist"}"#

    @Test func requestsAreCountedByServiceDeploymentAndCode() async throws {
        let server = try ScoringServer()
        let cluster = try GatewayCluster.example(
            GatewayCluster.service() + GatewayCluster.deployment(),
            replicas: ["blue": [server.address]]
        )
        try await GatewayTrial.run(cluster) { trial in
            for _ in 0..<3 { #expect(try await trial.ask().status == 200) }
            #expect(try await trial.ask("/api/v1/service/mnist/score?ms=100").status == 200)
            #expect(try await trial.ask("/api/v1/service/mnist/score?code=500").status == 502)
            #expect(try await trial.ask(key: "wrong").status == 401)
            #expect(try await trial.ask("/api/v1/service/made-up-by-a-client/score").status == 404)
            #expect(
                try await trial.ask(headers: [("azureml-model-deployment", "made-up-by-a-client")]).status == 404
            )
            for expected in [
                #"slipway_gateway_requests_total{code="200",deployment="blue",namespace="team",service="mnist"} 4"#,
                #"slipway_gateway_requests_total{code="502",deployment="blue",namespace="team",service="mnist"} 1"#,
                #"slipway_gateway_requests_total{code="401",deployment="",namespace="team",service="mnist"} 1"#,
                #"slipway_gateway_requests_total{code="404",deployment="",namespace="team",service="mnist"} 1"#,
                #"slipway_gateway_requests_total{code="404",deployment="",namespace="",service=""} 1"#,
                "slipway_gateway_request_duration_seconds_count\(Self.blue) 5",
                "slipway_gateway_queue_duration_seconds_count\(Self.blue) 5",
            ] {
                try await eventually("there is \(expected)") {
                    trial.registry.text.split(separator: "\n").contains { $0 == expected } ? true : nil
                }
            }
            #expect(!trial.registry.text.contains("made-up"))
            try await trial.apply(try GatewayCluster.example("", replicas: [:]))
            #expect(!trial.registry.text.contains("mnist"))
        }
    }

    @Test func aRequestWhoseClientHasGoneIsToldApart() async throws {
        let server = try ScoringServer()
        let settings = "{scoringTimeoutMs: 60000, maxQueueWaitMs: 500, maxConcurrentPerReplica: 1}"
        let cluster = try GatewayCluster.example(
            GatewayCluster.service() + GatewayCluster.deployment("blue", settings),
            replicas: ["blue": [server.address]]
        )
        try await GatewayTrial.run(cluster) { trial in
            // For longer than this test may take to leave.
            let clients = Task { try await trial.askTogether(1, "/api/v1/service/mnist/score?ms=50000") }
            try await eventually("the replica is busy") { server.count.now == 1 ? true : nil }
            clients.cancel()
            try await eventually("it is counted") {
                let text = trial.registry.text
                let labels = #"{code="499",deployment="blue",namespace="team",service="mnist"}"#
                return text.contains("slipway_gateway_requests_total\(labels) 1\n") ? true : nil
            }
        }
    }
}
