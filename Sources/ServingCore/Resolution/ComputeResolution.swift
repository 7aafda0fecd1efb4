package import KubernetesCore

/// What is known of the cluster that models are to run on.
package struct ClusterState: Sendable {
    package var computeTargets: [ComputeTarget]
    /// nil where there is no cluster to look at; then nothing is missing.
    package var nodes: [Node]?
    /// The API server's, such as `v1.29.4`; nil if it is not known.
    package var kubernetesVersion: String?

    package init(computeTargets: [ComputeTarget], nodes: [Node]?, kubernetesVersion: String?) {
        self.computeTargets = computeTargets
        self.nodes = nodes
        self.kubernetesVersion = kubernetesVersion
    }
}

/// The ComputeTarget of a ModelDeployment, and how it does.
package struct ResolvedCompute: Hashable, Sendable {
    let name: String
    let spec: ComputeTarget.Spec
    /// nil where there is no cluster to look at.
    let capacity: ClusterCapacity?
    let shortfalls: [ComputeRequirements.Shortfall]
}

extension ClusterState {
    /// Where `deployment` runs: the ComputeTarget that it names, the only one, or the default one.
    package func compute(for deployment: ModelDeployment) throws(Resolution.Failure) -> ResolvedCompute {
        let target = try target(for: deployment.spec.computeTargetRef)
        guard target.violations.isEmpty || target.isOnlyShort else {
            let message = "ComputeTarget \(target.metadata.name): \(target.violations.sentence)"
            throw Resolution.Failure(reason: .computeTargetNotReady, detail: .invalidSpec, message: message)
        }
        let capacity = nodes.map { ClusterCapacity(target.spec, $0) }
        return ResolvedCompute(
            name: target.metadata.name,
            spec: target.spec,
            capacity: capacity,
            shortfalls: ComputeRequirements(target.spec).shortfalls(capacity, version: kubernetesVersion)
        )
    }

    private func target(for reference: NameReference?) throws(Resolution.Failure) -> ComputeTarget {
        let names = computeTargets.map(\.metadata.name).sorted()
        if let name = reference?.name {
            if let target = computeTargets.first(where: { $0.metadata.name == name }) { return target }
            let known = names.isEmpty ? "there is none yet" : "known are: \(names.joined(separator: ", "))"
            throw .noTarget(
                "spec.computeTargetRef: there is no ComputeTarget named \(name); create it or correct the name (\(known))"
            )
        }
        if let only = computeTargets.first, computeTargets.count == 1 { return only }
        let annotated = computeTargets.filter(\.isAnnotatedAsDefault)
        if let target = annotated.first, annotated.count == 1 { return target }
        throw .noTarget(
            computeTargets.isEmpty
                ? "there is no ComputeTarget, which says what the cluster is for: apply one, such as "
                    + "{apiVersion: \(ServingAPI.computeTargets.apiVersion), kind: ComputeTarget, metadata: {name: default}, "
                    + "spec: {clusterPurpose: FastProd}}"
                : "of the ComputeTargets \(names.joined(separator: ", ")) "
                    + (annotated.isEmpty ? "none is the default" : "several are the default")
                    + ": annotate one with \(ComputeTarget.defaultAnnotation)=true, or set spec.computeTargetRef"
        )
    }
}

extension ComputeTarget {
    /// Whether nothing is wrong but that the plan lacks something, which its shortfalls say.
    fileprivate var isOnlyShort: Bool { violations.allSatisfy { $0.field == "spec.provisioning" } }
}

extension Resolution.Failure {
    fileprivate static func noTarget(_ message: String) -> Resolution.Failure {
        Resolution.Failure(reason: .computeTargetNotReady, detail: .computeTargetNotFound, message: message)
    }
}
