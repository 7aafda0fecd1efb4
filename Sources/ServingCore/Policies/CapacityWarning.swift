import KubernetesCore

extension ResolvedCompute {
    /// Why the nodes can never hold all replicas, with the numbers; nil if they might.
    ///
    /// - Parameter replicas: the most that there may be.
    func capacityWarning(for deployment: ModelDeployment.Spec, atMost replicas: Int) -> String? {
        // A cluster autoscaler may start from nothing, and virtual nodes have no limit that is known here.
        guard spec.type == .aks, let capacity, capacity.nodeCount > 0 else { return nil }
        let requests = deployment.resources.effectiveRequests
        let room = capacity.room(for: requests)
        guard room < replicas else { return nil }
        let names = requests.keys.sorted()
        let each = names.map { "\($0) \(requests[$0]?.description ?? "0")" }.joined(separator: ", ")
        let all = names.map { "\($0) \(capacity.allocatable[$0]?.description ?? "0")" }.joined(separator: ", ")
        return
            "\(replicas) replicas with \(each) each cannot fit: the \(capacity.nodeCount) nodes of ComputeTarget \(name) "
            + "offer \(all) in all, room for \(room) at the most; lower the number of replicas or spec.resources.requests, or "
            + "add nodes"
    }
}

extension ModelDeployment.ResourceRequirements {
    /// Azure ML's defaults: 0.1 cores and 0.5 GB.
    private static let defaults = ["cpu": "100m", "memory": "512Mi"].compactMapValues { Quantity($0) }

    /// What is set aside for a replica: as Kubernetes does, a limit stands in for a request that is left out, but for those
    /// with a default.
    var effectiveRequests: [String: Quantity] {
        let limits = (limits ?? [:]).compactMapValues(Quantity.init)
        let given = (requests ?? [:]).compactMapValues(Quantity.init)
        let defaults = Self.defaults.map { name, amount in (name, limits[name].map { min(amount, $0) } ?? amount) }
        return given.merging(defaults) { given, _ in given }.merging(limits) { request, _ in request }
    }
}
