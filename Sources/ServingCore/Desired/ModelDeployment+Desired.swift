package import KubernetesCore

/// Which versions of the kinds that have changed over the years the API server knows.
package struct ServedVersions: Hashable, Sendable {
    package var horizontalPodAutoscalers: ResourceType
    package var podDisruptionBudgets: ResourceType
    /// Whether a PodDisruptionBudget can let go of replicas that are not ready (`unhealthyPodEvictionPolicy`).
    package var budgetsLetUnreadyGo: Bool

    package init(
        horizontalPodAutoscalers: ResourceType = BuiltInTypes.horizontalPodAutoscalers,
        podDisruptionBudgets: ResourceType = BuiltInTypes.podDisruptionBudgets,
        budgetsLetUnreadyGo: Bool = true
    ) {
        self.horizontalPodAutoscalers = horizontalPodAutoscalers
        self.podDisruptionBudgets = podDisruptionBudgets
        self.budgetsLetUnreadyGo = budgetsLetUnreadyGo
    }

    /// Without an API server to ask.
    package init(for target: KubernetesVersion) {
        let scaler = BuiltInTypes.horizontalPodAutoscalers
        let budget = BuiltInTypes.podDisruptionBudgets
        self.init(
            horizontalPodAutoscalers: target.minor >= 23 ? scaler : scaler.version("v2beta2"),
            podDisruptionBudgets: target.minor >= 21 ? budget : budget.version("v1beta1"),
            budgetsLetUnreadyGo: target.letsUnreadyGo
        )
    }
}

extension ResolvedModelDeployment {
    /// Everything that should exist for it, in the order in which it is applied: nobody reaches a pod before it is said who
    /// may.
    package func desiredObjects(_ versions: ServedVersions, over observed: ObservedChildren) -> [DesiredObject] {
        [
            desiredNetworkPolicy,
            desiredDeployment(over: observed.deployment),
            desiredService,
            desiredHorizontalPodAutoscaler(versions),
            desiredPodDisruptionBudget(versions),
        ].compactMap { $0 }
    }
}

extension KubernetesVersion {
    /// Since 1.27 API servers know the field by default.
    package var letsUnreadyGo: Bool { minor >= 27 }
}
