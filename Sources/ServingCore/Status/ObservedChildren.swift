package import KubernetesCore

/// What a ModelDeployment owns, as the cluster shows it.
package struct ObservedChildren: Hashable, Sendable {
    package var deployment: Deployment?
    package var service: Service?
    package var horizontalPodAutoscaler: HorizontalPodAutoscaler?
    package var podDisruptionBudget: PodDisruptionBudget?
    package var networkPolicy: NetworkPolicy?
    package var pods: [Pod]
    /// Those that the pods are on.
    package var nodes: [Node]
    /// Warnings about the pods.
    package var events: [Event]

    package init(
        deployment: Deployment? = nil,
        service: Service? = nil,
        horizontalPodAutoscaler: HorizontalPodAutoscaler? = nil,
        podDisruptionBudget: PodDisruptionBudget? = nil,
        networkPolicy: NetworkPolicy? = nil,
        pods: [Pod] = [],
        nodes: [Node] = [],
        events: [Event] = []
    ) {
        self.deployment = deployment
        self.service = service
        self.horizontalPodAutoscaler = horizontalPodAutoscaler
        self.podDisruptionBudget = podDisruptionBudget
        self.networkPolicy = networkPolicy
        self.pods = pods
        self.nodes = nodes
        self.events = events
    }

    /// Whether some belong to an earlier ModelDeployment of the same name, and Kubernetes has not deleted them yet.
    package func isInherited(by root: ModelDeployment) -> Bool {
        let children: [(any Resource)?] = [
            deployment, service, horizontalPodAutoscaler, podDisruptionBudget, networkPolicy,
        ]
        return children.contains { child in
            child?.metadata.controller.map { $0.uid != root.metadata.uid } ?? false
        }
    }
}
