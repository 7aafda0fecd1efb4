package import KubernetesCore

extension Event {
    /// Selects what only events tell of pods: that a volume, the network or a pull secret is missing.
    ///
    /// What a pod's status says, too, is left out, as these events are the bulk of them in a cluster.
    package static let podPreparationFields =
        (["regarding.kind=Pod", "type=Warning"]
        + ["BackOff", "Failed", "FailedScheduling", "Unhealthy"].map { "reason!=\($0)" }).joined(separator: ",")
}
