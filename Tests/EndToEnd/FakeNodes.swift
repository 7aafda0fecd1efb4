import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore

/// Nodes without a kubelet, which a label tells from all others. Models never come there.
struct FakeNodes {
    static let label = "slipway-tests/group"

    let cluster: TestCluster
    let group: String

    /// Makes a ready node, or changes what it has.
    func set(_ name: String, cpu: Int = 4, isReady: Bool = true, isCordoned: Bool = false) async throws {
        let name = "\(group)-\(name)"
        let manager = FieldManager("slipway-tests")
        let key = ObjectKey(namespace: nil, name: name)
        let resources: JSONValue = ["cpu": .string(String(cpu)), "memory": "14Gi", "pods": "30"]
        let status: JSONValue = [
            "status": [
                "capacity": resources,
                "allocatable": resources,
                "conditions": [["type": "Ready", "status": isReady ? "True" : "False", "reason": "Test"]],
            ]
        ]
        var node: JSONValue = [
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": [
                "name": .string(name),
                "labels": [
                    Self.label: .string(group), "node.kubernetes.io/instance-type": "Standard_D3_v2",
                    "kubernetes.io/os": "linux",
                ],
            ],
            "spec": [
                "unschedulable": .bool(isCordoned),
                "taints": [["key": "slipway-tests/fake", "value": "true", "effect": "NoSchedule"]],
            ],
        ]
        // As kubelets do: a node that is made without it is taken for one that has stopped to answer.
        node["status"] = status["status"]
        _ = try await cluster.client.send(BuiltInTypes.nodes.apply(node, to: key, fieldManager: manager))
        _ = try await cluster.client.send(
            BuiltInTypes.nodes.mergePatch(status, to: key, subresource: "status", fieldManager: manager)
        )
    }

    func delete(_ name: String) async throws {
        try await cluster.kubectl("delete", "node", "\(group)-\(name)")
    }

    /// Removes all of them, and whatever cluster-wide object bears the label.
    func removeAll() async throws {
        try await cluster.kubectl(
            "delete",
            "nodes,computetargets",
            "-l",
            "\(Self.label)=\(group)",
            "--ignore-not-found"
        )
    }
}
