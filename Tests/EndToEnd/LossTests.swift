import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore
import TestSupport
import Testing

extension EndToEnd {
    @Test("whatever is done to replicas under a steady load, no request is lost; and a busy replica is left alone")
    func losses() async throws {
        try await cluster.withNamespace { namespace in
            let example = Example(cluster: cluster, namespace: namespace)
            let file = "\(cluster.root)/examples/sklearn-diabetes/model-file.yaml"
            try await cluster.kubectl("apply", "-n", namespace, "-f", file)
            try await cluster.apply(Self.withoutCode, in: namespace)
            try await cluster.apply(Self.slow, in: namespace)
            let load = SteadyLoad()
            var pods: Set<String> = []
            try await ControllerProcess.run(in: cluster) { _ in
                for example in [example, Example(cluster: cluster, namespace: namespace, name: "slow")] {
                    try await example.waitUntilReady()
                    _ = try await example.request("/")
                }
            }
            async let busy: Void = busyReplica(namespace)
            let address = try await example.service?["spec"]?["clusterIP"]?.string ?? ""
            try await load.run("http://\(address)/score", body: Self.rows) {
                try await ControllerProcess.run(in: cluster) { _ in
                    try await changes(of: example, under: load)
                    pods = try await example.podIdentifiers
                    load.begin("operator restart")
                }
                load.begin("operator update")
                try await update(example, pods: pods)
            }
            #expect(load.losses.map(\.description) == [])
            #expect(load.answered > 500)
            try await busy
        }
    }

    private func changes(of example: Example, under load: SteadyLoad) async throws {
        let namespace = example.namespace
        load.begin("rollout to a new version")
        let before = try await example.podIdentifiers
        try await cluster.apply(Self.model(version: 2), in: namespace)
        try await eventually("all replicas have the new version", within: .seconds(60)) {
            let root = try await example.root
            let isNew = root?.status?.modelVersions == ["diabetes:2"] && root?.status?.state == .healthy
            let pods = try await example.podIdentifiers
            return isNew && pods.isDisjoint(with: before) ? true : nil
        }

        load.begin("drain")
        try await drain(example)

        load.begin("pod delete")
        let pod = try await cluster.kubectl("get", "pods", "-n", namespace, "-l", Self.selector, "-o", "name")
            .split(separator: "\n").first.map(String.init)
        try await cluster.kubectl("delete", "-n", namespace, try #require(pod))

        for replicas in [4, 1, 4] {
            load.begin("scaling to \(replicas)")
            try await example.patch(#"{"replicas": \#(replicas)}"#)
            try await eventually("\(replicas) replicas", within: .seconds(60)) {
                let status = try await example.deployment?["status"]
                return status?["readyReplicas"] == .integer(Int64(replicas))
                    && status?["replicas"] == .integer(Int64(replicas)) ? true : nil
            }
            let budget = try await cluster.kubectl("get", "pdb", "-n", namespace, "-o", "name")
            #expect(budget.contains("/diabetes") == (replicas > 1), "nobody takes away more than one of one")
        }
    }

    /// The cluster has one node: it is let in again at once, so that the replicas that the budget asks for find a place. What
    /// is shown is that `kubectl drain` evicts one replica after the other, and what that does to requests.
    private func drain(_ example: Example) async throws {
        let node = try await cluster.kubectl("get", "nodes", "-o", "name").dropLast()
        let name = String(node.dropFirst("node/".count))
        let before = try await example.podIdentifiers
        let output = try await withCleanUp {
            async let draining = cluster.kubectl(
                "drain",
                name,
                "--pod-selector",
                "serving.slipway.dev/model-deployment=diabetes",
                "--delete-emptydir-data",
                "--ignore-daemonsets",
                "--timeout=120s"
            )
            try await eventually("it is cordoned", within: .seconds(20)) {
                try await cluster.kubectl("get", String(node), "-o", "jsonpath={.spec.unschedulable}") == "true"
                    ? true : nil
            }
            try await cluster.kubectl("uncordon", name)
            return try await draining
        } cleanUp: {
            // Where it could not be done before.
            try await cluster.kubectl("uncordon", name)
        }
        #expect(output.contains("evicted"))
        #expect(try await example.podIdentifiers.isDisjoint(with: before))
    }

    /// Another version of Slipway, as far as pods are concerned: it would give these another image.
    private func update(_ example: Example, pods: Set<String>) async throws {
        let before = try await example.deployment?["spec"]
        let flags = ["--no-code-image", "ScikitLearn=localhost/slipway/scoring:of-the-next-version"]
        try await ControllerProcess.run(in: cluster, flags: flags) { controller in
            try await eventually("it leads", within: .seconds(30)) { controller.log.contains("leading") ? true : nil }
            // It has to look at this one, and find it right.
            try await example.patch(#"{"description": "after the update", "replicas": 3}"#)
            try await eventually("it works") {
                try await example.deployment?["spec"]?["replicas"] == 3 ? true : nil
            }
            var after = try await example.deployment?["spec"]
            after?["replicas"] = before?["replicas"]
            #expect(after == before)
            #expect(try await example.podIdentifiers.isSubset(of: pods))

            let name = example.name
            let annotation = "\(Labels.runtimeUpdate)=now"
            try await cluster.kubectl("annotate", "mdep", name, "-n", example.namespace, annotation)
            try await eventually("who asks for it gets what is new") {
                let template = try await example.deployment?["spec"]?["template"]?["spec"]
                let image = template?["containers"]?.array?.first?["image"]?.string
                return image?.hasSuffix(":of-the-next-version") == true ? true : nil
            }
            // There is no such image: what runs keeps answering.
            try await Task.sleep(for: .seconds(3))
            #expect(try await example.deployment?["status"]?["readyReplicas"] == 3)
        }
    }

    /// One request keeps the only worker busy for a minute.
    private func busyReplica(_ namespace: String) async throws {
        let slow = Example(cluster: cluster, namespace: namespace, name: "slow")
        let address = try await slow.service?["spec"]?["clusterIP"]?.string ?? ""
        async let answer = Self.transport.send(
            HTTPRequest(
                method: "POST",
                url: "http://\(address)/score",
                headers: [(name: "Content-Type", value: "application/json")],
                body: Array("60".utf8),
                timeout: .seconds(90)
            )
        )
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(58) {
            try await Task.sleep(for: .seconds(1))
            let pods = try await cluster.kubectl(
                "get",
                "pods",
                "-n",
                namespace,
                "-l",
                "serving.slipway.dev/model-deployment=slow",
                "-o",
                "jsonpath={.items[*].status.containerStatuses[0].ready} {.items[*].status.containerStatuses[0].restartCount}"
            )
            #expect(pods == "true 0")
            #expect(try await slow.deployment?["status"]?["readyReplicas"] == 1)
        }
        let response = try await answer
        let text = String(decoding: try await response.body.collected(limit: 1 << 10), as: UTF8.self)
        #expect(response.head.status == 200, "\(text)")
        #expect(text.contains("slept"))
    }

    private static let transport = CurlTransport()
    private static let selector = "\(Labels.modelDeployment)=diabetes"
    private static let rows = #"{"data": [[1,2,3,4,5,6,7,8,9,10]]}"#

    /// The example's model without the example's code.
    private static let withoutCode =
        model(version: 1) + """
            ---
            apiVersion: serving.slipway.dev/v1alpha1
            kind: ModelDeployment
            metadata: {name: diabetes}
            spec:
              models: [{name: diabetes}]
              replicas: 2
              resources: {requests: {cpu: 20m, memory: 100Mi}}

            """

    private static func model(version: Int) -> String {
        """
        apiVersion: serving.slipway.dev/v1alpha1
        kind: Model
        metadata: {name: diabetes-\(version)}
        spec:
          modelName: diabetes
          version: \(version)
          framework: ScikitLearn
          uri: configmap://diabetes-model/sklearn_regression_model.pkl

        """
    }

    private static let slow = SleepingModel.manifests(
        "slow",
        """
        replicas: 1
        requestSettings: {scoringTimeoutMs: 70000}
        livenessProbe: {initialDelaySeconds: 60, periodSeconds: 2, timeoutSeconds: 1, failureThreshold: 1}
        """
    )
}
