package import KubernetesCore

/// What Slipway itself has to say about the number of replicas. Nothing, most of the time: they belong to the scaler.
package struct ReplicaDecision: Hashable, Sendable {
    package let replicas: Int
    /// How many replicas there were before a suspension, or would have been; kept while it lasts. No autoscaler begins
    /// at zero, so that somebody has to know.
    package let suspendedReplicas: Int?
    /// The state of the Deployment that was decided upon, to which alone it applies: a newer one may already be what it
    /// asks for, where the answer to an earlier request was lost. nil right after the Deployment was made, which takes
    /// the number whatever else happens to it.
    package let resourceVersion: String?

    /// - Parameters:
    ///   - deployment: as the cluster shows it; nil before it does.
    ///   - isNew: whether this very reconciliation has made the Deployment, and Kubernetes' default of 1 still stands.
    /// - Returns: nil when the number is right, or none of Slipway's business.
    package init?(_ desired: ResolvedModelDeployment, _ deployment: Deployment?, isNew: Bool) {
        // Where the store does not show an older Deployment yet, it will, and then is the time.
        guard deployment != nil || isNew else { return nil }
        resourceVersion = isNew ? nil : deployment?.metadata.resourceVersion
        let current = deployment?.spec.replicas ?? 1
        let remembered = deployment?.metadata.annotations[Labels.suspendedReplicas].flatMap(Int.init)
        if desired.spec.suspend {
            guard current != 0 || remembered == nil else { return nil }
            replicas = 0
            suspendedReplicas = isNew || current == 0 ? desired.scaling.minimum : current
            return
        }
        suspendedReplicas = nil
        switch desired.scaling {
        case .fixed(let count):
            guard current != count || remembered != nil else { return nil }
            replicas = count
        case .automatic(let autoscale):
            if current == 0, let remembered {
                replicas = min(max(remembered, autoscale.minReplicas), autoscale.maxReplicas)
            } else if isNew, autoscale.minReplicas > 1 {
                replicas = autoscale.minReplicas
            } else {
                return nil
            }
        }
    }

    /// What is applied to the Deployment, by a field manager that owns nothing else.
    package func manifest(for key: ObjectKey) -> JSONValue {
        var metadata: JSONValue = ["name": .string(key.name), "namespace": .string(key.namespace ?? "")]
        if let resourceVersion { metadata["resourceVersion"] = .string(resourceVersion) }
        if let suspendedReplicas {
            metadata["annotations"] = [Labels.suspendedReplicas: .string(String(suspendedReplicas))]
        }
        return [
            "apiVersion": .string(BuiltInTypes.deployments.apiVersion),
            "kind": .string(BuiltInTypes.deployments.kind),
            "metadata": metadata,
            "spec": ["replicas": .integer(Int64(replicas))],
        ]
    }
}
