package import KubernetesCore

extension ResolvedModelDeployment {
    /// One replica at a time may be taken away by whoever drains nodes, and at any time one that does not serve.
    ///
    /// - Returns: nil where there is never more than one replica, or where an API server cannot say the latter and there may be
    ///   one only: as long as that is not ready, it would keep its node.
    package func desiredPodDisruptionBudget(_ versions: ServedVersions) -> DesiredObject? {
        guard scaling.minimum > 1 || versions.budgetsLetUnreadyGo && scaling.maximum > 1 else { return nil }
        var spec: JSONValue = ["maxUnavailable": 1, "selector": ["matchLabels": Labels.selector(for: metadata.name)]]
        if versions.budgetsLetUnreadyGo { spec["unhealthyPodEvictionPolicy"] = "AlwaysAllow" }
        return DesiredObject(versions.podDisruptionBudgets, of: metadata, spec: spec)
    }
}
