import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
    @Test("replicas follow the requests by Azure ML's formula, and nothing that is not known takes one away")
    func autoscaling() async throws {
        try await Installation.run(in: cluster) { installation in
            try await cluster.withNamespace { namespace in
                let slow = Example(cluster: cluster, namespace: namespace, name: "sleeper")
                let before = try await scalerWrites
                try await cluster.apply(Self.sleeper, in: namespace)
                try await slow.waitUntilReady()
                try await eventually("the requests count", within: .seconds(60)) {
                    let condition = try await slow.condition("Autoscaling")
                    return condition?.status == .true && condition?.message.contains("utilisation") == true ? true : nil
                }
                try await answersOfTheAPI(slow, installation)
                let gateway = try await cluster.object(BuiltInTypes.services, Installation.namespace, "slipway-gateway")
                let address = try #require(gateway?["spec"]?["clusterIP"]?.string)
                let url = "http://\(address)/api/v1/service/\(slow.name)/score"
                try await BusyLoad.run(url, requests: 0) { load in
                    try await ramp(load, slow)
                    try await nothingIsTakenAway(slow, installation)
                }
                try await eventually("without requests, the fewest replicas are left", within: .seconds(150)) {
                    try await slow.deployment?["spec"]?["replicas"] == 1 ? true : nil
                }
                // It is made, and changed when the requests begin to count.
                #expect(try await scalerWrites - before <= 3, "what the scaler writes is no reason to apply it anew")
            }
        }
    }

    private var scalerWrites: Int {
        get async throws {
            let requests = try await AuditLog.requests(of: "slipway-controller", in: cluster)
            return requests.count { $0 == "patch horizontalpodautoscalers" }
        }
    }

    /// One request more at any moment every 20 s, which is time for two looks of the scaler and the start of a replica. None
    /// is refused, although none may wait for longer than 500 ms.
    private func ramp(_ load: BusyLoad, _ example: Example) async throws {
        let settled: [Int: Int64] = [1: 2, 3: 5, 7: 10]
        for requests in 1...7 {
            let start = ContinuousClock.now
            load.add()
            if requests == 4 {
                try await killLeader()
                // A sample, the look that may be lost, and the next one.
                try await wants(6, example, within: .seconds(12))
                print("4 requests, the leader killed: 6 replicas are wanted after \(ContinuousClock.now - start)")
            }
            if let replicas = settled[requests] { try await wants(replicas, example, within: .seconds(12)) }
            try await Task.sleep(until: start + .seconds(20), clock: .continuous)
            if let replicas = settled[requests] {
                #expect(try await example.deployment?["spec"]?["replicas"] == .integer(replicas))
            }
            #expect(load.refusals.isEmpty, "with \(requests) requests at a time")
        }
    }

    private func wants(_ replicas: Int64, _ example: Example, within time: Duration) async throws {
        try await eventually("\(replicas) replicas are wanted", within: time) {
            try await example.deployment?["spec"]?["replicas"] == .integer(replicas) ? true : nil
        }
    }

    private func killLeader() async throws {
        let lease = try await cluster.object(BuiltInTypes.leases, Installation.namespace, "slipway-controller")
        let holder = try #require(lease?["spec"]?["holderIdentity"]?.string)
        let pod = String(holder.prefix { $0 != "_" })
        try await cluster.kubectl(
            "delete",
            "pod",
            pod,
            "-n",
            Installation.namespace,
            "--grace-period=0",
            "--force"
        )
    }

    private func nothingIsTakenAway(_ example: Example, _ installation: Installation) async throws {
        let fewest = FewestReplicas()
        try await fewest.watching(example) {
            for component in ["controller", "gateway"] { try await takeAway(component) }
            try await eventually("the scaler says what it misses", within: .seconds(30)) {
                let condition = try await example.scaler?["status"]?["conditions"]?.array?.first {
                    $0["type"] == "ScalingActive"
                }
                return condition?["status"] == "False" ? true : nil
            }
            for component in ["controller", "gateway"] { try await scale(component, to: 2) }
            try await eventually("all is back", within: .seconds(120)) {
                let condition = try await example.condition("Autoscaling")
                return condition?.status == .true ? true : nil
            }
            try await Task.sleep(for: .seconds(15))
        }
        #expect(fewest.wanted == 10)
        #expect(try await example.deployment?["spec"]?["replicas"] == 10)
    }

    /// Without a chance to end well, and for as long as it is not scaled up again: successors may be faster than the scaler looks.
    private func takeAway(_ component: String) async throws {
        try await scale(component, to: 0)
        let labels = ["-l", "app.kubernetes.io/component=\(component)", "-n", Installation.namespace]
        let kubeconfig = ["--kubeconfig", TestCluster.kubeconfig ?? ""]
        let arguments = ["delete", "pods", "--grace-period=0", "--force"]
        _ = try await TestCluster.run("kubectl", kubeconfig + arguments + labels)
    }

    private func scale(_ component: String, to replicas: Int) async throws {
        let deployment = "deployment/slipway-\(component)"
        try await cluster.kubectl("scale", deployment, "-n", Installation.namespace, "--replicas=\(replicas)")
    }

    private func answersOfTheAPI(_ example: Example, _ installation: Installation) async throws {
        let group = "/apis/custom.metrics.k8s.io"
        func get(_ path: String, as user: [String] = []) async throws -> JSONValue {
            let arguments = ["--kubeconfig", TestCluster.kubeconfig ?? "", "get", "--raw", "\(group)\(path)"] + user
            return try JSONValue(parsing: try await TestCluster.run("kubectl", arguments))
        }
        #expect(try await get("")["preferredVersion"]?["version"] == "v1beta2")
        let object = "namespaces/\(example.namespace)/modeldeployments.serving.slipway.dev"
        for version in MetricsAPI.Version.allCases {
            let root = "/\(version.rawValue)"
            #expect(try await get(root)["resources"]?.array?.count == 5)
            for metric in MetricsAPI.Metric.allCases {
                let items = try await get("\(root)/\(object)/\(example.name)/\(metric.rawValue)")["items"]?.array
                #expect(items?.count == 1 && items?.first?["value"] == "0")
                #expect(try await get("\(root)/\(object)/*/\(metric.rawValue)")["items"]?.array?.count == 1)
            }
            let pods = "namespaces/\(example.namespace)/pods/*/busy_requests?labelSelector=\(Labels.modelDeployment)"
            #expect(try await get("\(root)/\(pods)")["items"]?.array?.count == 1)
        }
        for path in ["/v1beta2/\(object)/nobody/utilization", "/v1beta2/\(object)/\(example.name)/latency"] {
            let failure = try await #require(throws: CommandFailed.self) { try await get(path) }
            #expect(failure.output.contains("NotFound"))
        }
        let stranger = ["--as=system:serviceaccount:\(example.namespace):default"]
        let failure = try await #require(throws: CommandFailed.self) {
            try await get("/v1beta2/\(object)/\(example.name)/utilization", as: stranger)
        }
        #expect(failure.output.contains("Forbidden") && failure.output.contains("cannot get"))
        try await strangersAreRefused(installation)
    }

    /// Without a certificate of the API server's, or with somebody else's, there is no connection at all.
    private func strangersAreRefused(_ installation: Installation) async throws {
        let folder = try TemporaryFolder()
        let address = try #require(try await installation.pods("controller").first?.status?.podIP)
        let (certificate, key) = ("\(folder.path)/crt", "\(folder.path)/key")
        _ = try await TestCluster.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=front-proxy-client",
                "-keyout",
                key, "-out", certificate,
            ]
        )
        let url = "https://\(address):8443/apis"
        let header = ["-H", "X-Remote-User: system:admin", "-H", "X-Remote-Group: system:masters"]
        for identity in [[], ["--cert", certificate, "--key", key]] {
            await #expect(throws: CommandFailed.self) {
                try await TestCluster.run("curl", ["-sSk", "--max-time", "10"] + identity + header + [url])
            }
        }
    }

    private static let sleeper =
        SleepingModel.manifests(
            "sleeper",
            """
            autoscale: {minReplicas: 1, maxReplicas: 12}
            """
        ) + """
            ---
            apiVersion: serving.slipway.dev/v1alpha1
            kind: InferenceService
            metadata: {name: sleeper}
            spec:
              traffic: [{deployment: sleeper, percent: 100}]
              auth: {enabled: false}
            """
}
