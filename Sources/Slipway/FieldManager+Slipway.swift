import KubernetesCore

extension FieldManager {
    /// Owns every field of every child but the number of replicas, and the status of Slipway's own objects.
    static let slipway = FieldManager("slipway")

    /// Owns the number of replicas where no autoscaler decides it, and raises it for `fastScaleUp`.
    static let slipwayReplicas = FieldManager("slipway-replicas")

    /// Owns the conditions that a gateway writes.
    static let slipwayGateway = FieldManager("slipway-gateway")

    /// Owns the keys that `slipway keys rotate` has made.
    static let slipwayKeys = FieldManager("slipway-keys")

    /// Owns the finalizers of Slipway's own objects. Before Kubernetes 1.21 a manager's apply of an object takes its fields
    /// in the status away, and the other way round, so that one manager cannot own both.
    static let slipwayFinalizers = FieldManager("slipway-finalizers")
}
