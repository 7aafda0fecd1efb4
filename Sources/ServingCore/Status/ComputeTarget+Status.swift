package import KubernetesCore

extension ComputeTarget {
    /// The status that says what the cluster has.
    ///
    /// - Parameters:
    ///   - nodes: all nodes of the cluster.
    ///   - kubernetesVersion: the API server's; nil if it is not known.
    ///   - now: for conditions that change.
    package func status(_ nodes: [Node], kubernetesVersion: String?, now: Timestamp) -> ComputeTargetStatus {
        let capacity = ClusterCapacity(spec, nodes)
        let requirements = ComputeRequirements(spec)
        let shortfalls = requirements.shortfalls(capacity, version: kubernetesVersion)
        let author = ConditionAuthor(generation: metadata.generation, previous: status?.conditions ?? [], now: now)
        let requirementsMet =
            if let first = shortfalls.first {
                author.condition(
                    "RequirementsMet",
                    .false,
                    first.reason,
                    shortfalls.map(\.message).joined(separator: "; ")
                )
            } else {
                author.condition("RequirementsMet", .true, .requirementsMet, requirements.summary(of: capacity))
            }
        return ComputeTargetStatus(
            observedGeneration: metadata.generation,
            nodes: capacity.nodeCount,
            vCPU: capacity.vCPU,
            requiredNodes: requirements.nodes,
            requiredVCPU: requirements.vCPU,
            allocatable: capacity.allocatable.mapValues(\.description),
            kubernetesVersion: kubernetesVersion,
            vmSizes: capacity.sizes,
            conditions: author.conditions(violations: violations, requirementsMet)
        )
    }
}

extension ComputeTargetStatus {
    /// The status of an object whose shape is not understood.
    package static func undecodable(_ metadata: ObjectMeta, _ problem: String) -> ComputeTargetStatus {
        let author = ConditionAuthor(undecodable: metadata)
        let met = author.condition("RequirementsMet", .unknown, .invalidSpec, "not checked, since the spec is invalid")
        return ComputeTargetStatus(
            observedGeneration: metadata.generation,
            nodes: 0,
            vCPU: 0,
            requiredNodes: 0,
            requiredVCPU: 0,
            allocatable: [:],
            vmSizes: [],
            conditions: author.conditions(violations: [Violation("spec", problem)], met)
        )
    }
}

extension ConditionAuthor {
    fileprivate func conditions(violations: [Violation], _ requirementsMet: Condition) -> [Condition] {
        var conditions = [requirementsMet, validity(violations)]
        if !violations.isEmpty {
            conditions += readiness(.false, .invalidSpec, violations.sentence, course: .stalled)
        } else if requirementsMet.status != .true, let reason = Reason(rawValue: requirementsMet.reason) {
            // Nodes come and go by themselves.
            conditions += readiness(.false, reason, requirementsMet.message, course: .reconciling)
        } else {
            conditions.append(condition("Ready", .true, .requirementsMet, requirementsMet.message))
        }
        return conditions.sorted { $0.type < $1.type }
    }
}
