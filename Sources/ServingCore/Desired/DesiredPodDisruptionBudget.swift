package import KubernetesCore

extension ResolvedModelDeployment {
    /// How many replicas may be taken away at once by whoever drains nodes; nil where there may be one only: that one would
    /// keep its node for ever.
    package func desiredPodDisruptionBudget(_ versions: ServedVersions) -> DesiredObject? {
        guard scaling.minimum > 1 else { return nil }
        return DesiredObject(
            versions.podDisruptionBudgets,
            of: metadata,
            spec: ["maxUnavailable": 1, "selector": ["matchLabels": Labels.selector(for: metadata.name)]]
        )
    }
}
