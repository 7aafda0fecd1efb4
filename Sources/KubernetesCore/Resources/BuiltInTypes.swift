/// The built-in kinds that are read or written, each in the versions that are understood, the newest first.
package enum BuiltInTypes {
    package static let pods = ResourceType(group: "", version: "v1", kind: "Pod", plural: "pods")
    package static let services = ResourceType(group: "", version: "v1", kind: "Service", plural: "services")
    package static let secrets = ResourceType(group: "", version: "v1", kind: "Secret", plural: "secrets")
    package static let configMaps = ResourceType(group: "", version: "v1", kind: "ConfigMap", plural: "configmaps")
    package static let nodes = ResourceType(
        group: "",
        version: "v1",
        kind: "Node",
        plural: "nodes",
        isNamespaced: false
    )
    package static let deployments = ResourceType(
        group: "apps",
        version: "v1",
        kind: "Deployment",
        plural: "deployments"
    )

    package static let leases = ResourceType(
        group: "coordination.k8s.io",
        version: "v1",
        kind: "Lease",
        plural: "leases"
    )

    /// In this group from Kubernetes 1.19 on. The same objects are there as `v1`'s, for older programs.
    package static let events = ResourceType(group: "events.k8s.io", version: "v1", kind: "Event", plural: "events")

    package static let horizontalPodAutoscalers = ResourceType(
        group: "autoscaling",
        version: "v2",
        kind: "HorizontalPodAutoscaler",
        plural: "horizontalpodautoscalers"
    )

    /// v2 came with Kubernetes 1.23, v2beta2 went with 1.26; the fields used here are the same in both.
    package static let horizontalPodAutoscalerVersions = ["v2", "v2beta2"]

    package static let podDisruptionBudgets = ResourceType(
        group: "policy",
        version: "v1",
        kind: "PodDisruptionBudget",
        plural: "poddisruptionbudgets"
    )

    /// v1 came with Kubernetes 1.21, v1beta1 went with 1.25; the fields used here are the same in both.
    package static let podDisruptionBudgetVersions = ["v1", "v1beta1"]

    package static let apiServices = ResourceType(
        group: "apiregistration.k8s.io",
        version: "v1",
        kind: "APIService",
        plural: "apiservices",
        isNamespaced: false
    )

    package static let clusterRoles = ResourceType(
        group: "rbac.authorization.k8s.io",
        version: "v1",
        kind: "ClusterRole",
        plural: "clusterroles",
        isNamespaced: false
    )

    package static let subjectAccessReviews = ResourceType(
        group: "authorization.k8s.io",
        version: "v1",
        kind: "SubjectAccessReview",
        plural: "subjectaccessreviews",
        isNamespaced: false
    )

    package static let networkPolicies = ResourceType(
        group: "networking.k8s.io",
        version: "v1",
        kind: "NetworkPolicy",
        plural: "networkpolicies"
    )
}
