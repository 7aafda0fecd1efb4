import ClusterTestSupport
import FoundationEssentials
import KubernetesClient
import KubernetesCore
import ServingCore
import TestSupport
import Testing

extension EndToEnd {
    @Test(
        "keys, shares, replicas and gateways change under load, and all that is refused is what a killed replica had"
    )
    func gatewayUnderLoad() async throws {
        try await Installation.run(in: cluster) { _ in
            try await cluster.withNamespace { namespace in
                let folder = "\(cluster.root)/examples/sklearn-diabetes"
                try await cluster.kubectl("apply", "-n", namespace, "-f", folder)
                let deployment = try String(contentsOf: URL(filePath: "\(folder)/deployment.yaml"), encoding: .utf8)
                let next = deployment.replacing("\n  name: diabetes\n", with: "\n  name: diabetes-next\n")
                let service = "under-load-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
                try await cluster.apply("\(next)\n---\n\(Self.canary(service))", in: namespace)
                let examples = ["diabetes", "diabetes-next"].map { name in
                    Example(cluster: cluster, namespace: namespace, name: name)
                }
                for example in examples {
                    try await example.patch(
                        #"{"autoscale": null, "replicas": 1, "requestSettings": {"maxQueueWaitMs": 10000}}"#
                    )
                    try await example.waitUntilReady()
                }
                let endpoint = Endpoint(
                    cluster: cluster,
                    namespace: namespace,
                    service: service,
                    address: try await cluster.kubectl(
                        "get",
                        "service/slipway-gateway",
                        "-n",
                        Installation.namespace,
                        "-o",
                        "jsonpath={.spec.clusterIP}"
                    )
                )
                let keys = try await keys(of: service, in: namespace)
                try await eventually("the endpoint answers", within: .seconds(20)) {
                    try await endpoint.status(key: keys[1]) == 200 ? true : nil
                }
                try await WrkLoad.run(endpoint.url, key: keys[1], body: Self.data, connections: 4) { load in
                    try await keyChanges(keys[0], endpoint)
                    #expect(load.refusals == [], "key rotation")
                    try await sharesChange(endpoint, examples)
                    #expect(load.refusals == [], "shares")
                    try await replicasChange(examples[0])
                    #expect(load.refusals == [], "1, 5, 2 replicas")
                    try await gatewaysChange()
                    #expect(load.refusals == [], "gateway rollout")
                    try await deletePod(of: examples[0])
                    #expect(load.refusals == [], "pod deleted")
                    try await deletePod(of: examples[0], "--grace-period=0", "--force")
                    // What the replica has, and what it is given before the gateways hear of its end.
                    let refusals = load.refusals
                    #expect(refusals.count <= 2 && refusals.allSatisfy { $0.hasPrefix("status 502 ") }, "\(refusals)")
                }
            }
        }
    }

    private struct Endpoint: Sendable {
        private static let transport = CurlTransport()

        let cluster: TestCluster
        let namespace: String
        let service: String
        let address: String

        var url: String { "http://\(address)/api/v1/service/\(service)/score" }

        func status(key: String) async throws -> Int {
            let headers = [
                (name: "Authorization", value: "Bearer \(key)"), (name: "Content-Type", value: "application/json"),
            ]
            let body = Array(EndToEnd.data.utf8)
            let request = HTTPRequest(method: "POST", url: url, headers: headers, body: body, timeout: .seconds(20))
            let response = try await Self.transport.send(request)
            _ = try await response.body.collected(limit: 1 << 16)
            return response.head.status
        }

        func patch(_ spec: String) async throws {
            try await cluster.kubectl(
                "patch",
                "-n",
                namespace,
                "isvc",
                service,
                "--type=merge",
                "-p",
                #"{"spec": \#(spec)}"#
            )
        }
    }

    private func keyChanges(_ primary: String, _ endpoint: Endpoint) async throws {
        let connection = ["--kubeconfig", TestCluster.kubeconfig ?? "", "-n", endpoint.namespace]
        let arguments = ["keys", "rotate", endpoint.service, "--key", "primary"]
        for _ in 1...3 { _ = try await TestCluster.run(try TestCluster.slipway, arguments + connection) }
        try await eventually("the key of before is refused", within: .seconds(5)) {
            try await endpoint.status(key: primary) == 401 ? true : nil
        }
    }

    private func sharesChange(_ endpoint: Endpoint, _ examples: [Example]) async throws {
        for percent in [50, 0, 100, 0] {
            let traffic = zip(examples, [100 - percent, percent]).map { example, percent in
                #"{"deployment": "\#(example.name)", "percent": \#(percent)}"#
            }
            try await endpoint.patch(#"{"traffic": [\#(traffic.joined(separator: ", "))]}"#)
            try await Task.sleep(for: .seconds(3))
        }
    }

    private func replicasChange(_ example: Example) async throws {
        for replicas in [5, 1, 2] {
            try await example.patch(#"{"replicas": \#(replicas)}"#)
            try await eventually("\(replicas) replicas", within: .seconds(120)) {
                let status = try await example.deployment?["status"]
                let isThere = ["readyReplicas", "replicas"].allSatisfy { status?[$0] == .integer(Int64(replicas)) }
                return isThere ? true : nil
            }
        }
    }

    private func gatewaysChange() async throws {
        let gateway = ["deployment/slipway-gateway", "-n", Installation.namespace]
        for arguments in [["restart"], ["status", "--timeout=180s"]] {
            _ = try await TestCluster.run(
                "kubectl",
                ["--kubeconfig", TestCluster.kubeconfig ?? "", "rollout"] + arguments + gateway
            )
        }
        // Those of before still have what was under way.
        try await Task.sleep(for: .seconds(10))
    }

    private func deletePod(of example: Example, _ options: String...) async throws {
        let label = "\(Labels.modelDeployment)=\(example.name)"
        let pods = try await cluster.kubectl("get", "pods", "-n", example.namespace, "-l", label, "-o", "name")
        let pod = try #require(pods.split(separator: "\n").first.map(String.init))
        let kubeconfig = ["--kubeconfig", TestCluster.kubeconfig ?? ""]
        _ = try await TestCluster.run("kubectl", kubeconfig + ["delete", "-n", example.namespace, pod] + options)
        try await eventually("two replicas are ready again", within: .seconds(60)) {
            try await example.root?.status?.readyReplicas == 2 ? true : nil
        }
    }

    private static func canary(_ name: String) -> String {
        """
        apiVersion: serving.slipway.dev/v1alpha1
        kind: InferenceService
        metadata: {name: \(name)}
        spec:
          traffic: [{deployment: diabetes, percent: 90}, {deployment: diabetes-next, percent: 10}]
        """
    }
}
