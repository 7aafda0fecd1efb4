import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore
import TestSupport
import Testing

extension EndToEnd {
    @Test("every failure is told word for word, as an event once, and is gone when it is mended")
    func failures() async throws {
        let registry = try ScriptedServer { request in Self.answer(request) }
        let files = try await FailureFiles(address: try await cluster.nodeAddress)
        let servers = [
            "REGISTRY": "127.0.0.1:\(registry.port)", "FILES": String(files.server.url.dropFirst("http://".count)),
        ]
        let target = FailureCase.computeTarget
        try await withCleanUp {
            try await cluster.kubectl("apply", "-f", "-", input: Self.computeTarget)
            try await ControllerProcess.run(in: cluster) { _ in
                try await cluster.withNamespace { namespace in
                    try await trial(of: FailureCase.all, in: namespace, servers)
                }
                for limited in FailureCase.limited {
                    try await cluster.withNamespace { try await trial(of: [limited], in: $0, servers) }
                }
            }
        } cleanUp: {
            try await cluster.kubectl("delete", "computetarget", target, "--ignore-not-found")
        }
    }

    @Test("a node that does not answer any more is told, and its pods do not count")
    func lostNode() async throws {
        // Kubernetes 1.20 remembers when a node of the same name answered last.
        let nodes = FakeNodes(cluster: cluster, group: "lost-\(String(UInt32.random(in: 0 ... .max), radix: 36))")
        try await ControllerProcess.run(in: cluster) { _ in
            try await cluster.withNamespace { namespace in
                try await withCleanUp {
                    try await nodes.set("1")
                    try await loseNode(nodes, in: namespace)
                } cleanUp: {
                    try await nodes.removeAll()
                }
                // No kubelet ends the pod.
                try await cluster.kubectl("delete", "pods", "--all", "-n", namespace, "--force", "--grace-period=0")
            }
        }
    }

    private func trial(of cases: [FailureCase], in namespace: String, _ servers: [String: String]) async throws {
        for file in ["model-file", "model", "code"] {
            let path = "\(cluster.root)/examples/sklearn-diabetes/\(file).yaml"
            try await cluster.kubectl("apply", "-n", namespace, "-f", path)
        }
        let login = [
            "--docker-server=\(servers["REGISTRY"] ?? "")", "--docker-username=team", "--docker-password=wrong",
        ]
        let secret = ["create", "secret", "docker-registry", "registry", "-n", namespace] + login
        _ = try await TestCluster.run("kubectl", ["--kubeconfig", TestCluster.kubeconfig ?? ""] + secret)
        let manifests = cases.map { $0.manifests(servers) }
        try await cluster.apply(manifests.joined(separator: "\n---\n"), in: namespace)

        var trial = FailureTrial(cluster: cluster, namespace: namespace, servers: servers, cases: cases)
        try await trial.run(within: .seconds(240))
    }

    private static let computeTarget = """
        apiVersion: serving.slipway.dev/v1alpha1
        kind: ComputeTarget
        metadata: {name: \(FailureCase.computeTarget)}
        spec: {clusterPurpose: DevTest, allowHTTP: true}

        """

    /// A registry that has nothing, and shows some of that to nobody.
    private static func answer(_ request: ScriptedServer.Request) -> [UInt8] {
        let status =
            request.path.contains("private")
            ? "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"registry\"" : "404 Not Found"
        return Array("HTTP/1.1 \(status)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
    }

    private func loseNode(_ nodes: FakeNodes, in namespace: String) async throws {
        let example = Example(cluster: cluster, namespace: namespace)
        let placed = """
            {"podTemplate": {"nodeSelector": {"\(FakeNodes.label)": "\(nodes.group)"},
             "tolerations": [{"key": "slipway-tests/fake", "operator": "Exists"}]}}
            """
        for file in ["model-file", "model", "code", "deployment"] {
            let path = "\(cluster.root)/examples/sklearn-diabetes/\(file).yaml"
            try await cluster.kubectl("apply", "-n", namespace, "-f", path)
            if file == "deployment" { try await example.patch(placed) }
        }
        let pod = try await eventually("the pod is on the node") {
            let pods: [Pod] = try await cluster.client.list(BuiltInTypes.pods, in: namespace)
            return pods.first { $0.spec?.nodeName == "\(nodes.group)-1" }
        }
        let start = "2026-01-01T00:00:00Z"
        let status: JSONValue = [
            "status": [
                "phase": "Running",
                "conditions": [
                    ["type": "PodScheduled", "status": "True"],
                    ["type": "Ready", "status": "True", "lastTransitionTime": .string(start)],
                ],
                "containerStatuses": [
                    [
                        "name": "scoring", "image": "i", "imageID": "i", "ready": true, "started": true,
                        "restartCount": 0, "state": ["running": ["startedAt": .string(start)]],
                    ]
                ],
            ]
        ]
        let manager = FieldManager("slipway-tests")
        let patch = BuiltInTypes.pods.mergePatch(
            status,
            to: pod.metadata.key,
            subresource: "status",
            fieldManager: manager
        )
        _ = try await cluster.client.send(patch)
        try await example.waitUntilReady()

        // Who has not seen it ready does not see that it is not.
        let node = try await cluster.object(BuiltInTypes.nodes, nil, "\(nodes.group)-1")
        try await eventually("the node controller knows the node") {
            let about = Selection(fields: "regarding.kind=Node,reason=RegisteredNode")
            let events: [Event] = try await cluster.client.list(BuiltInTypes.events, selecting: about)
            return events.first { $0.regarding?.uid == node?["metadata"]?["uid"]?.string }
        }
        // No kubelet says anything: the node controller's grace period of 40 s passes.
        let ready = try await eventually("it is told", within: .seconds(60)) {
            let status = try await example.root?.status
            let ready = status?.conditions.first { $0.type == "Ready" }
            return ready?.reason == Reason.nodeLost.rawValue && status?.readyReplicas == 0 ? ready : nil
        }
        #expect(
            ready.message == "pod \(pod.metadata.name): node \(nodes.group)-1 does not answer; "
                + "repair or delete the node; Kubernetes starts the pod elsewhere after some minutes"
        )
        #expect(try await example.root?.status?.state == .unhealthy)
        try await example.patch(#"{"podTemplate": null}"#)
        try await example.waitUntilReady()
        #expect(try await example.root?.status?.lastFailure == nil)
    }
}
