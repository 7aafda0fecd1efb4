package import KubernetesCore

/// What a ModelDeployment owns, as the cluster shows it.
package struct ObservedChildren: Hashable, Sendable {
    package var deployment: Deployment?
    package var service: Service?
    package var horizontalPodAutoscaler: HorizontalPodAutoscaler?
    package var pods: [Pod]

    package init(
        deployment: Deployment? = nil,
        service: Service? = nil,
        horizontalPodAutoscaler: HorizontalPodAutoscaler? = nil,
        pods: [Pod] = []
    ) {
        self.deployment = deployment
        self.service = service
        self.horizontalPodAutoscaler = horizontalPodAutoscaler
        self.pods = pods
    }
}
