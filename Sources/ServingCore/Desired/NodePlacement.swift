import KubernetesCore

extension ResolvedCompute {
    /// Which nodes its models run on. Nothing else keeps their Linux images from nodes with Windows.
    var nodeSelector: [String: String] {
        let labels = spec.type == .virtualNode ? Self.virtualNodeLabels : ["kubernetes.io/os": "linux"]
        return labels.merging(spec.nodeSelector ?? [:]) { _, given in given }
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

extension ResolvedModelDeployment {
    /// What AKS taints nodes with that are not for everybody, where these are asked for.
    ///
    /// - Parameter nodeSelector: the labels of the nodes that its pods run on.
    func tolerations(ofNodesWith nodeSelector: [String: String]) -> [JSONValue] {
        var tolerations = compute.tolerations
        let spot = "kubernetes.azure.com/scalesetpriority"
        if nodeSelector[spot] == "spot" {
            tolerations.append([
                "key": .string(spot), "operator": "Equal", "value": "spot", "effect": "NoSchedule",
            ])
        }
        if spec.resources.effectiveRequests.keys.contains("nvidia.com/gpu") {
            // The device plugin's own key, and the one that Azure's documentation gives GPU node pools.
            tolerations.append(["key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"])
            tolerations.append(["key": "sku", "operator": "Equal", "value": "gpu", "effect": "NoSchedule"])
        }
        return tolerations
    }
}
