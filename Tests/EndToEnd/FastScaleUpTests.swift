import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
    @Test(
        "fast replicas come before the autoscaler could bring as many, also from the successor of a killed controller"
    )
    func fastScaleUp() async throws {
        try await Installation.run(in: cluster) { installation in
            try await cluster.withNamespace { namespace in
                // One for each controller, since it takes minutes until an autoscaler has taken replicas away.
                let examples = ["fast-a", "fast-b"].map { name in
                    Example(cluster: cluster, namespace: namespace, name: name)
                }
                try await cluster.apply(examples.map { Self.fast($0.name) }.joined(separator: "---\n"), in: namespace)
                for example in examples {
                    try await example.waitUntilReady()
                    try await eventually("the requests count", within: .seconds(60)) {
                        let condition = try await example.condition("Autoscaling")
                        return condition?.message.contains("utilisation") == true ? true : nil
                    }
                }
                try await replicasComeFast(examples[0])
                try await kill(installation)
                try await replicasComeFast(examples[1])
            }
        }
    }

    /// 12 requests at a time need 18 replicas at 70 %, and 13 are allowed. From 1 replica an autoscaler goes to 11 at most,
    /// and no further for 15 s.
    private func replicasComeFast(_ example: Example) async throws {
        let deployment = try #require(try await example.deployment)
        #expect(deployment["spec"]?["replicas"] == 1)
        let from = deployment["metadata"]?["resourceVersion"]?.string ?? ""
        let request = BuiltInTypes.deployments.watch(in: example.namespace, from: from, timeoutSeconds: 120)
        let events = try await cluster.client.watch(request)
        let replicas = Mutex<[Int64]>([1])
        let watching = Task {
            for try await case .modified(let object) in events
            where object["metadata"]?["name"]?.string == example.name {
                let now = object["spec"]?["replicas"]?.integer ?? 0
                replicas.withLock { if $0.last != now { $0.append(now) } }
            }
        }
        defer { watching.cancel() }
        let gateway = try await cluster.object(BuiltInTypes.services, Installation.namespace, "slipway-gateway")
        let address = try #require(gateway?["spec"]?["clusterIP"]?.string)
        let start = ContinuousClock.now
        try await BusyLoad.run("http://\(address)/api/v1/service/\(example.name)/score", requests: 12) { _ in
            try await eventually("13 replicas are wanted", within: .seconds(12)) {
                try await example.deployment?["spec"]?["replicas"] == 13 ? true : nil
            }
            let time = ContinuousClock.now - start
            // A look of the autoscaler, which agrees.
            try await Task.sleep(for: .seconds(6))
            #expect(try await example.deployment?["spec"]?["replicas"] == 13)
            let seen = replicas.withLock(\.self)
            print("\(example.name): \(seen.map(String.init).joined(separator: ", ")) replicas after \(time)")
            #expect(seen == seen.sorted() && seen.last == 13)
        }
        let requests = try await AuditLog.requests(of: "slipway-controller", in: cluster)
        #expect(requests.contains("patch deployments/scale \(example.namespace)/\(example.name)"))
    }

    /// Ends all controllers and gateways at once, without a chance to give the lease back, and waits for their successors.
    private func kill(_ installation: Installation) async throws {
        let components = ["controller", "gateway"]
        for component in components {
            let labels = "app.kubernetes.io/component=\(component)"
            let namespace = ["-n", Installation.namespace]
            let kubeconfig = ["--kubeconfig", TestCluster.kubeconfig ?? ""]
            let arguments = ["delete", "pods", "-l", labels, "--grace-period=0", "--force"]
            _ = try await TestCluster.run("kubectl", kubeconfig + arguments + namespace)
        }
        for component in components {
            try await eventually("\(component)s are back", within: .seconds(60)) {
                let pods = try await installation.pods(component)
                return !pods.isEmpty && pods.allSatisfy(\.takesRequests) ? true : nil
            }
        }
        let controllers = try await installation.pods("controller").map(\.metadata.name)
        try await eventually("one of the new controllers leads", within: .seconds(60)) {
            let lease = try await cluster.object(BuiltInTypes.leases, Installation.namespace, "slipway-controller")
            let holder = lease?["spec"]?["holderIdentity"]?.string ?? ""
            return controllers.contains { holder.hasPrefix("\($0)_") } ? true : nil
        }
    }

    /// All replicas but one wait for another node, since how soon they run is not what is looked at.
    private static func fast(_ name: String) -> String {
        SleepingModel.manifests(
            name,
            """
            autoscale: {minReplicas: 1, maxReplicas: 13, fastScaleUp: true}
            requestSettings: {maxQueueWaitMs: 10000}
            podTemplate:
              affinity:
                podAntiAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                  - topologyKey: kubernetes.io/hostname
                    labelSelector: {matchLabels: {\(Labels.modelDeployment): \(name)}}
            """
        ) + """
            ---
            apiVersion: serving.slipway.dev/v1alpha1
            kind: InferenceService
            metadata: {name: \(name)}
            spec:
              traffic: [{deployment: \(name), percent: 100}]
              auth: {enabled: false}

            """
    }
}
