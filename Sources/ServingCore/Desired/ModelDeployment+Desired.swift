package import KubernetesCore

/// Which versions of the kinds that have changed over the years the API server knows.
package struct ServedVersions: Hashable, Sendable {
    package var horizontalPodAutoscalers: ResourceType

    package init(horizontalPodAutoscalers: ResourceType = BuiltInTypes.horizontalPodAutoscalers) {
        self.horizontalPodAutoscalers = horizontalPodAutoscalers
    }

    /// Without an API server to ask.
    package init(for target: KubernetesVersion) {
        let type = BuiltInTypes.horizontalPodAutoscalers
        self.init(horizontalPodAutoscalers: target.minor >= 23 ? type : type.version("v2beta2"))
    }
}

extension ResolvedModelDeployment {
    /// Everything that should exist for it, in the order in which it is applied.
    package func desiredObjects(_ versions: ServedVersions) -> [DesiredObject] {
        [desiredDeployment, desiredService, desiredHorizontalPodAutoscaler(versions)].compactMap { $0 }
    }
}
