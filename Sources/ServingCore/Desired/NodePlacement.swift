import KubernetesCore

extension ResolvedCompute {
    /// Which nodes its models run on.
    var nodeSelector: [String: String] {
        let labels = spec.nodeSelector ?? [:]
        guard spec.type == .virtualNode else { return labels }
        return Self.virtualNodeLabels.merging(labels) { _, given in given }
    }

    /// What AKS marks its virtual nodes with, so that only pods that ask for them come there.
    var tolerations: [JSONValue] {
        guard spec.type == .virtualNode else { return [] }
        return [
            ["key": "virtual-kubelet.io/provider", "operator": "Exists"],
            ["key": "azure.com/aci", "effect": "NoSchedule", "operator": "Exists"],
        ]
    }

    private static let virtualNodeLabels = [
        "kubernetes.io/role": "agent", "kubernetes.io/os": "linux", "type": "virtual-kubelet",
    ]
}
