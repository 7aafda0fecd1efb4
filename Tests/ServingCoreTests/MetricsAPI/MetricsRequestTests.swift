import KubernetesCore
import Testing

@testable import ServingCore

@Suite("metrics request")
struct MetricsRequestTests {
    private static let group = "/apis/custom.metrics.k8s.io"
    private static let deployments = "modeldeployments.serving.slipway.dev"

    @Test("discovery and values are told apart")
    func understood() throws {
        #expect(try MetricsRequest(path: "/apis", query: [:]) == .groupList)
        #expect(try MetricsRequest(path: Self.group, query: [:]) == .group)
        #expect(try MetricsRequest(path: "\(Self.group)/v1beta1/", query: [:]) == .resources(.v1beta1))
        let path = "\(Self.group)/v1beta2/namespaces/team/\(Self.deployments)/blue/concurrent_requests"
        let request = try MetricsRequest(path: path, query: ["metricLabelSelector": ""])
        guard case .values(let values) = request else {
            Issue.record("\(request)")
            return
        }
        #expect(values.namespace == "team" && values.name == "blue" && values.subject == .modelDeployments)
        #expect(
            request.attributes(path: path) == [
                "resourceAttributes": [
                    "verb": "get", "group": "custom.metrics.k8s.io", "version": "v1beta2", "namespace": "team",
                    "resource": "modeldeployments.serving.slipway.dev", "subresource": "concurrent_requests",
                    "name": "blue",
                ]
            ]
        )
        #expect(
            try MetricsRequest(path: Self.group, query: [:]).attributes(path: Self.group)
                == ["nonResourceAttributes": ["path": "/apis/custom.metrics.k8s.io", "verb": "get"]]
        )
    }

    @Test(
        "everything else is refused",
        arguments: [
            ("/", "", 404), ("/metrics", "", 404), ("/apis/apps", "", 404), ("/apis/custom.metrics.k8s.io/v1", "", 404),
            ("v1beta2/namespaces/team/pods/*", "", 404), ("v1beta2/namespaces/team/services/a/busy_requests", "", 404),
            ("v1beta2/namespaces/team/pods/*/utilization", "", 404), ("v1beta2/nodes/a/busy_requests", "", 404),
            ("v1beta2/namespaces/team/pods/*/busy_requests", "a in", 400),
        ]
    )
    func refused(path: String, selector: String, code: Int) throws {
        let path = path.hasPrefix("/") ? path : "\(Self.group)/\(path)"
        let failure = try #require(throws: MetricsFailure.self) {
            try MetricsRequest(path: path, query: ["labelSelector": selector])
        }
        #expect(failure.code == code)
        #expect(failure.json["code"]?.integer == Int64(code))
    }

    @Test("metrics have no labels to select by")
    func series() throws {
        let path = "\(Self.group)/v1beta1/namespaces/team/pods/*/busy_requests"
        let failure = try #require(throws: MetricsFailure.self) {
            try MetricsRequest(path: path, query: ["metricLabelSelector": "verb=get"])
        }
        #expect(failure.code == 404)
        _ = try MetricsRequest(path: path, query: ["metricLabelSelector": "!verb"])
    }
}
