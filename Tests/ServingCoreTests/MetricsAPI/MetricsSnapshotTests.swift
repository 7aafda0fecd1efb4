import KubernetesCore
import Testing

@testable import ServingCore

@Suite("metrics of ModelDeployments and pods")
struct MetricsSnapshotTests {
    private static let now = Timestamp(seconds: 1_767_225_600)

    private func snapshot(_ gateways: [UtilizationReading.Gateway]) throws -> MetricsSnapshot {
        let manifests = ["blue", "green"].map { name -> JSONValue in
            [
                "apiVersion": "serving.slipway.dev/v1alpha1", "kind": "ModelDeployment",
                "metadata": ["name": .string(name), "namespace": "team", "labels": ["colour": .string(name)]],
                "spec": ["models": [["name": "diabetes"]]],
            ]
        }
        var pod = ObjectMeta(name: "blue-1", namespace: "team")
        pod.labels = [Labels.modelDeployment: "blue"]
        return MetricsSnapshot(
            modelDeployments: try Manifests(manifests).all(ModelDeployment.self).map { ($0, 2) },
            pods: [pod],
            gateways: gateways
        )
    }

    private var gateways: [UtilizationReading.Gateway] {
        let counts = [
            "team/blue": UtilizationReport.Deployment(requests: RequestCount(busy: 2, queued: 1), pods: ["blue-1": 2])
        ]
        let report = UtilizationReport(countingSeconds: 99, deployments: counts)
        return [UtilizationReading.Gateway(pod: "gateway", isReady: true, report: report)]
    }

    private func ask(_ path: String, _ gateways: [UtilizationReading.Gateway]? = nil, labels: String = "") throws
        -> JSONValue
    {
        let request = try MetricsRequest(path: "/apis/custom.metrics.k8s.io/\(path)", query: ["labelSelector": labels])
        return try snapshot(gateways ?? self.gateways).answer(to: request, now: Self.now)
    }

    @Test("one object has one value, in either version")
    func one() throws {
        let path = "namespaces/team/modeldeployments.serving.slipway.dev/blue"
        #expect(
            try ask("v1beta2/\(path)/concurrent_requests") == [
                "kind": "MetricValueList", "apiVersion": "custom.metrics.k8s.io/v1beta2", "metadata": [:],
                "items": [
                    [
                        "describedObject": [
                            "kind": "ModelDeployment", "namespace": "team", "name": "blue",
                            "apiVersion": "serving.slipway.dev/v1alpha1",
                        ],
                        "timestamp": "2026-01-01T00:00:00Z", "value": "3",
                        "metric": ["name": "concurrent_requests", "selector": .null], "windowSeconds": 0,
                    ]
                ],
            ]
        )
        let old = try ask("v1beta1/\(path)/utilization")["items"]?.array?.first
        #expect(old?["metricName"] == "utilization" && old?["value"] == "1500m" && old?["window"] == 0)
        #expect(try ask("v1beta1/\(path)/busy_requests")["items"]?.array?.first?["value"] == "2")
        #expect(try ask("v1beta1/\(path)/queued_requests")["items"]?.array?.first?["value"] == "1")
    }

    @Test("of many, those are told of which something is known")
    func many() throws {
        let path = "v1beta2/namespaces/team/modeldeployments.serving.slipway.dev/*/busy_requests"
        #expect(try ask(path)["items"]?.array?.count == 1)
        #expect(try ask(path, labels: "colour=blue")["items"]?.array?.count == 1)
        #expect(throws: MetricsFailure.unavailable("no gateway sends requests to green")) {
            try ask(path, labels: "colour=green")
        }
        #expect(try ask(path, labels: "colour=red")["items"] == [])
        let pods = try ask("v1beta2/namespaces/team/pods/*/busy_requests")["items"]?.array
        #expect(pods?.map { $0["describedObject"]?["name"] } == ["blue-1"] && pods?.first?["value"] == "2")
    }

    @Test("what is not there, or not known, is no value")
    func missing() throws {
        let path = "v1beta2/namespaces/team/modeldeployments.serving.slipway.dev"
        #expect(throws: MetricsFailure.unavailable("no gateway is ready")) { try ask("\(path)/blue/utilization", []) }
        #expect(throws: MetricsFailure.notFound("there is no ModelDeployment red of Slipway's in team")) {
            try ask("\(path)/red/utilization")
        }
    }

    @Test("discovery names every metric")
    func discovery() throws {
        let resources = try ask("v1beta1")["resources"]?.array?.compactMap { $0["name"]?.string }
        #expect(
            resources == [
                "modeldeployments.serving.slipway.dev/concurrent_requests",
                "modeldeployments.serving.slipway.dev/busy_requests",
                "modeldeployments.serving.slipway.dev/queued_requests",
                "modeldeployments.serving.slipway.dev/utilization", "pods/busy_requests",
            ]
        )
        #expect(try ask("")["preferredVersion"]?["version"] == "v1beta2")
    }
}
