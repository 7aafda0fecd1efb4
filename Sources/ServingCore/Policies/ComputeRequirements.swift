import KubernetesCore

/// What a cluster has to have for models to be put on it: Azure ML's rule of 12 virtual CPUs.
package struct ComputeRequirements: Hashable, Sendable {
    /// A requirement that is not met.
    package struct Shortfall: Hashable, Sendable {
        package let reason: Reason
        /// The field to mend, if it is one; else the nodes are to be.
        var field: FieldPath?
        /// Both numbers, and the way out.
        let problem: String

        package var message: String { (field.map { "\($0): " } ?? "") + problem }
    }

    /// 0 for no minimum.
    let vCPU: Int
    let nodes: Int
    private let spec: ComputeTarget.Spec

    package init(_ spec: ComputeTarget.Spec) {
        self.spec = spec
        let (vCPU, nodes) =
            switch (spec.type, spec.clusterPurpose) {
            case (.virtualNode, _): (0, 1)
            case (.aks, .fastProd): (12, 3)
            case (.aks, .denseProd): (12, 0)
            case (.aks, .devTest): (0, 0)
            }
        self.vCPU = spec.minimum.vCPU ?? vCPU
        self.nodes = spec.minimum.nodes ?? nodes
    }

    /// All that `capacity` and the plan lack, virtual CPUs first.
    ///
    /// - Parameters:
    ///   - capacity: nil where there is no cluster to look at.
    ///   - version: the API server's; nil if it is not known.
    package func shortfalls(_ capacity: ClusterCapacity?, version: String?) -> [Shortfall] {
        let vCPUs = capacity.flatMap(vCPUShortfall)
        // What is to be done is said once.
        let nodes = capacity.flatMap { nodeShortfall($0, withRemedy: vCPUs == nil) }
        return [planShortfall, vCPUs, nodes, versionShortfall(version)].compactMap { $0 }
    }

    /// What the plan lacks; nil without one.
    package var planShortfall: Shortfall? {
        guard let plan = spec.provisioning else { return nil }
        let field: FieldPath = "spec.provisioning"
        guard let each = plan.vCPUPerNode ?? VMSize.vCPUs(of: plan.vmSize) else {
            let problem =
                "how many vCPUs a node of vmSize \(plan.vmSize) has is not known here: correct vmSize, or set vCPUPerNode"
            return Shortfall(reason: .unknownVMSize, field: field, problem: problem)
        }
        let (planned, isBeyondCounting) = plan.agentCount.multipliedReportingOverflow(by: each)
        let (vCPUs, agents) = (count(each, "vCPU"), count(plan.agentCount, "node"))
        if !isBeyondCounting, planned < vCPU {
            let enough = max((vCPU + each - 1) / each, nodes)
            let problem =
                "\(agents) of \(plan.vmSize) with \(vCPUs) each make \(planned) vCPUs, but \(vCPUNeed): "
                + "set agentCount to \(enough) or more, or choose a larger vmSize"
            return Shortfall(reason: .insufficientVCPU, field: field, problem: problem)
        }
        guard plan.agentCount < nodes else { return nil }
        return Shortfall(reason: .tooFewNodes, field: field, problem: "\(agents), but \(nodeNeed): raise agentCount")
    }

    private func vCPUShortfall(_ capacity: ClusterCapacity) -> Shortfall? {
        guard capacity.vCPU < vCPU else { return nil }
        let problem =
            "\(count(capacity.nodeCount, "node")) with \(count(capacity.vCPU, "vCPU")) in all, but \(vCPUNeed)"
            + "\(leftOut(capacity)): add nodes or larger ones\(exemption)"
        return Shortfall(reason: .insufficientVCPU, problem: problem)
    }

    private func nodeShortfall(_ capacity: ClusterCapacity, withRemedy: Bool) -> Shortfall? {
        guard capacity.nodeCount < nodes else { return nil }
        let fact = "\(count(capacity.nodeCount, noun)), but \(nodeNeed)"
        guard withRemedy else { return Shortfall(reason: .tooFewNodes, problem: fact) }
        let remedy = spec.type == .virtualNode ? "enable the AKS add-on virtual-node" : "add nodes\(exemption)"
        return Shortfall(reason: .tooFewNodes, problem: "\(fact)\(leftOut(capacity)): \(remedy)")
    }

    private func versionShortfall(_ version: String?) -> Shortfall? {
        guard let version, let actual = KubernetesVersion(version),
            let oldest = KubernetesVersion(spec.minimum.kubernetesVersion), actual < oldest
        else { return nil }
        let problem = "Kubernetes is \(version), but spec.minimum asks for at least \(oldest): upgrade the cluster"
        return Shortfall(reason: .kubernetesTooOld, problem: problem)
    }

    /// What there is, and what there has to be.
    func summary(of capacity: ClusterCapacity) -> String {
        let required = [(vCPU, "vCPU"), (nodes, noun)].filter { $0.0 > 0 }.map { count($0.0, $0.1) }
        let actual = "\(count(capacity.nodeCount, noun)) with \(count(capacity.vCPU, "vCPU")) in all"
        return "\(actual); required: \(required.isEmpty ? "nothing" : required.joined(separator: ", "))"
    }

    private var noun: String { spec.type == .virtualNode ? "virtual node" : "node" }
    private var vCPUNeed: String { need(isExplicit: spec.minimum.vCPU != nil, vCPU) }
    private var nodeNeed: String { need(isExplicit: spec.minimum.nodes != nil, nodes) }

    private func need(isExplicit: Bool, _ number: Int) -> String {
        if isExplicit { return "spec.minimum asks for at least \(number)" }
        let author = spec.type == .virtualNode ? "a VirtualNode target" : spec.clusterPurpose.rawValue
        return "\(author) needs at least \(number)"
    }

    private var exemption: String {
        spec.clusterPurpose == .devTest
            ? ", or lower spec.minimum" : ", or set spec.clusterPurpose to DevTest where nothing is for production"
    }

    private func leftOut(_ capacity: ClusterCapacity) -> String {
        guard !capacity.leftOut.isEmpty else { return "" }
        let shown = capacity.leftOut.prefix(5).joined(separator: ", ")
        let more = capacity.leftOut.count > 5 ? " and \(capacity.leftOut.count - 5) more" : ""
        return " (not counted: \(shown)\(more))"
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
