package import KubernetesCore

/// The nodes that count for a ComputeTarget, and what they have.
package struct ClusterCapacity: Hashable, Sendable {
    private let nodes: [Node.Offer]
    /// Nodes that would count but for their state, each with the reason.
    let leftOut: [String]

    package init(_ spec: ComputeTarget.Spec, _ nodes: [Node]) {
        let selected = nodes.filter { node in
            node.metadata.deletionTimestamp == nil && node.offer.isVirtual == (spec.type == .virtualNode)
                && (spec.nodeSelector ?? [:]).allSatisfy { node.offer.labels[$0.key] == $0.value }
        }
        self.nodes = selected.map(\.offer).filter { $0.obstacle == nil }
        leftOut = selected.sorted { $0.metadata.name < $1.metadata.name }.compactMap { node in
            node.offer.obstacle.map { "\(node.metadata.name) \($0)" }
        }
    }

    var nodeCount: Int { nodes.count }

    /// All virtual CPUs together, as Azure ML counted them: capacity, not what is allocatable.
    var vCPU: Int { nodes.compactMap { $0.capacity["cpu"] }.sum?.wholeNumber ?? 0 }

    /// What pods may use of all nodes together.
    var allocatable: [String: Quantity] {
        nodes.reduce(into: [:]) { sums, node in sums.merge(node.allocatable, uniquingKeysWith: +) }
    }

    var sizes: [ComputeTargetStatus.Size] {
        Dictionary(grouping: nodes) { $0.labels["node.kubernetes.io/instance-type"] ?? "unknown" }
            .sorted { $0.key < $1.key }
            .map { size, nodes in
                let vCPU = nodes.compactMap { $0.capacity["cpu"] }.sum?.wholeNumber ?? 0
                return ComputeTargetStatus.Size(vmSize: size, nodes: nodes.count, vCPU: vCPU)
            }
    }

    /// How many pods with these requests fit at the most, were there nothing else on the nodes.
    func room(for requests: [String: Quantity]) -> Int {
        nodes.reduce(0) { room, node in
            let counts = requests.compactMap { name, amount in (node.allocatable[name] ?? .zero).count(of: amount) }
            return room + (counts.min() ?? 0)
        }
    }
}

extension Node.Offer {
    /// A node of Azure Container Instances: it says that it has thousands of CPUs.
    fileprivate var isVirtual: Bool {
        labels["type"] == "virtual-kubelet" || taints.contains { $0.key == "virtual-kubelet.io/provider" }
    }

    /// Why no model can run on it; nil if one can.
    fileprivate var obstacle: String? {
        if !isReady { return "is not ready" }
        if isCordoned { return "is cordoned" }
        if labels["kubernetes.io/os"] == "windows" { return "runs Windows" }
        let controlPlane = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"]
        if taints.contains(where: { controlPlane.contains($0.key) && $0.effect == "NoSchedule" }) {
            return "is reserved for the control plane"
        }
        return nil
    }
}

extension [Quantity] {
    fileprivate var sum: Quantity? { dropFirst().reduce(first) { sum, amount in sum.map { $0 + amount } } }
}
