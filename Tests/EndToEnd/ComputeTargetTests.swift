import ClusterTestSupport
import KubernetesCore
import ServingCore
import TestSupport
import Testing

extension EndToEnd {
    @Test("the rule of 12 vCPUs follows the nodes")
    func requirements() async throws {
        try await withFakeNodes { nodes in
            for purpose in ComputeTarget.Purpose.allCases {
                try await nodes.addTarget(
                    "\(purpose.rawValue.lowercased())",
                    spec: "clusterPurpose: \(purpose.rawValue)"
                )
            }
            try await nodes.expect("devtest", isMet: true)
            try await nodes.expect("fastprod", isMet: false, says: "0 nodes with 0 vCPUs")

            try await nodes.set("0")
            try await nodes.set("1")
            try await nodes.expect(
                "fastprod",
                isMet: false,
                says: "2 nodes with 8 vCPUs in all, but FastProd needs at least 12"
            )
            try await nodes.expect("denseprod", isMet: false, says: "8 vCPUs in all, but DenseProd needs at least 12")
            try await nodes.set("2")
            try await nodes.expect("fastprod", isMet: true)
            try await nodes.set("2", isCordoned: true)
            try await nodes.expect("fastprod", isMet: false, says: "-2 is cordoned")
            try await nodes.set("2")
            try await nodes.expect("fastprod", isMet: true)
            try await nodes.set("2", isReady: false)
            try await nodes.expect("fastprod", isMet: false, says: "-2 is not ready")
            try await nodes.set("2", cpu: 2)
            try await nodes.expect("fastprod", isMet: false, says: "3 nodes with 10 vCPUs in all")
            try await nodes.set("2")
            try await nodes.expect("fastprod", isMet: true)

            try await nodes.delete("2")
            try await nodes.expect("fastprod", isMet: false, says: "2 nodes with 8 vCPUs")
            try await nodes.set("0", cpu: 8)
            try await nodes.set("1", cpu: 8)
            try await nodes.expect("fastprod", isMet: false, says: "2 nodes, but FastProd needs at least 3")
            try await nodes.expect("denseprod", isMet: true)
            try await nodes.delete("0")
            try await nodes.set("1", cpu: 2)
            try await nodes.expect("devtest", isMet: true)
            try await nodes.expect("denseprod", isMet: false, says: "1 node with 2 vCPUs")
        }
    }

    @Test("a plan is checked before there are nodes")
    func plan() async throws {
        try await withFakeNodes { nodes in
            for index in 0..<3 { try await nodes.set("\(index)") }
            try await nodes.addTarget("enough", spec: "provisioning: {vmSize: Standard_D3_v2, agentCount: 3}")
            try await nodes.addTarget("too-few", spec: "provisioning: {vmSize: Standard_D3_v2, agentCount: 2}")
            try await nodes.expect("enough", isMet: true)
            try await nodes.expect(
                "too-few",
                isMet: false,
                says: "2 nodes of Standard_D3_v2 with 4 vCPUs each make 8 vCPUs, but FastProd needs at least 12"
            )
        }
    }

    @Test("nothing new comes to an unfit ComputeTarget, and what runs there stays")
    func unfitTarget() async throws {
        try await withFakeNodes { nodes in
            try await cluster.withNamespace { namespace in
                // The real node, on which the model is to run, belongs to the target, too.
                let real = try await cluster.kubectl("get", "nodes", "-l", "!\(FakeNodes.label)", "-o", "name")
                let node = real.split(separator: "\n").first.map(String.init) ?? ""
                try await withCleanUp {
                    try await cluster.kubectl("label", node, "\(FakeNodes.label)=\(nodes.group)", "--overwrite")
                    try await nodes.addTarget("fast", spec: "clusterPurpose: FastProd")
                    let example = Example(cluster: cluster, namespace: namespace)
                    try await cluster.apply(try example.manifests(computeTarget: "\(nodes.group)-fast"), in: namespace)
                    let ready = try await eventually("the status says why") {
                        let ready = try await example.condition("Ready")
                        return ready?.reason == Reason.computeTargetNotReady.rawValue ? ready : nil
                    }
                    #expect(ready.message.contains("FastProd needs at least 12"), "\(ready.message)")
                    #expect(try await example.deployment == nil)

                    try await nodes.set("0", cpu: 8)
                    try await nodes.set("1", cpu: 8)
                    try await eventually("it is deployed", within: .seconds(2)) { try await example.deployment }
                    try await example.waitUntilReady()
                    let pods = try await example.podIdentifiers
                    let generation = try await example.deployment?["metadata"]?["generation"]

                    try await nodes.delete("0")
                    let compute = try await eventually("the status says so", within: .seconds(2)) {
                        let compute = try await example.condition("ComputeReady")
                        return compute?.status == .false ? compute : nil
                    }
                    #expect(compute.message.contains("2 nodes, but FastProd needs at least 3"), "\(compute.message)")
                    #expect(try await example.condition("Ready")?.status == .true, "it serves as before")
                    #expect(try await example.podIdentifiers == pods)
                    #expect(try await example.deployment?["metadata"]?["generation"] == generation)
                } cleanUp: {
                    try await cluster.kubectl("label", node, "\(FakeNodes.label)-")
                }
            }
        }
    }

    /// Runs the controller with nodes that `body` makes.
    private func withFakeNodes(_ body: (FakeNodes) async throws -> Void) async throws {
        let nodes = FakeNodes(cluster: cluster, group: "test-\(String(UInt32.random(in: 0 ... .max), radix: 36))")
        try await ControllerProcess.run(in: cluster) { _ in
            try await withCleanUp {
                try await body(nodes)
            } cleanUp: {
                try await nodes.removeAll()
            }
        }
    }
}

extension FakeNodes {
    fileprivate func addTarget(_ name: String, spec: String) async throws {
        let manifest = """
            apiVersion: serving.slipway.dev/v1alpha1
            kind: ComputeTarget
            metadata: {name: \(group)-\(name), labels: {\(Self.label): \(group)}}
            spec:
              nodeSelector: {\(Self.label): \(group)}
              \(spec)
            """
        try await cluster.kubectl("apply", "-f", "-", input: manifest)
    }

    /// The status follows the nodes within a second; the API server and this test's own look take the rest.
    fileprivate func expect(_ name: String, isMet: Bool, says message: String = "") async throws {
        try await eventually("\(name) is \(isMet ? "met" : "not met"): \(message)", within: .seconds(1)) {
            let object = try await cluster.object(ServingAPI.computeTargets, nil, "\(group)-\(name)")
            let target = try object.map { try JSONValueDecoder().decode(ComputeTarget.self, from: $0) }
            let condition = target?.status?.conditions.first { $0.type == "RequirementsMet" }
            let isExpected = condition?.status == (isMet ? .true : .false)
            let isSaid = message.isEmpty || condition?.message.contains(message) == true
            return isExpected && isSaid ? true : nil
        }
    }
}
