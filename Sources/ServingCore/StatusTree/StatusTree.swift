package import KubernetesCore

/// What there is to say about a cluster's models: endpoints, the deployments behind them with their pods, and where those run.
package struct StatusTree: Sendable {
    private let services: [InferenceService]
    private let deployments: [ObjectKey: ModelDeployment]
    private let scalers: [ObjectKey: HorizontalPodAutoscaler]
    private let pods: [ObjectKey: [Pod]]
    private let computeTargets: [ComputeTarget]
    private let namespace: String?
    /// What the tree cannot show, and why.
    package let notes: [String]

    /// - Parameters:
    ///   - namespace: the one that all but ComputeTargets are of; nil for all.
    ///   - scalers: those of ModelDeployments.
    ///   - pods: those of models.
    ///   - computeTargets: nil if they may not be read, as with rights in one namespace alone.
    package init(
        namespace: String? = nil,
        inferenceServices: [InferenceService],
        modelDeployments: [ModelDeployment],
        scalers: [HorizontalPodAutoscaler],
        pods: [Pod],
        computeTargets: [ComputeTarget]?
    ) {
        self.namespace = namespace
        notes =
            computeTargets == nil
            ? [
                "ComputeTargets are left out, as you may not list them: that takes a ClusterRole and a ClusterRoleBinding"
            ] : []
        services = inferenceServices.sorted { $0.metadata.key < $1.metadata.key }
        deployments = Dictionary(modelDeployments.map { ($0.metadata.key, $0) }) { first, _ in first }
        self.scalers = Dictionary(scalers.map { ($0.metadata.key, $0) }) { first, _ in first }
        self.pods = Dictionary(grouping: pods.sorted { $0.metadata.name < $1.metadata.name }) { pod in
            ObjectKey(
                namespace: pod.metadata.namespace,
                name: pod.metadata.labels[Labels.modelDeployment] ?? ""
            )
        }
        self.computeTargets = (computeTargets ?? []).sorted { $0.metadata.name < $1.metadata.name }
    }

    /// InferenceServices, ModelDeployments that none of them leads to, then ComputeTargets.
    package var nodes: [StatusNode] {
        let served = Set(
            services.flatMap { service in
                service.spec.traffic.map { ObjectKey(namespace: service.metadata.namespace, name: $0.deployment) }
            }
        )
        let others = deployments.filter { !served.contains($0.key) }.sorted { $0.key < $1.key }
        return services.map(node) + others.map { node($0.value, isNamespaceShown: true) } + computeTargets.map(node)
    }

    private func node(_ service: InferenceService) -> StatusNode {
        let ready = service.status?.conditions.ready
        var node = StatusNode(
            kind: ServingAPI.inferenceServices.kind,
            namespace: service.metadata.namespace,
            name: service.metadata.name,
            state: ready?.state ?? "Unknown",
            health: ready?.health ?? .pending,
            summary: service.status?.scoringUri,
            message: ready.flatMap { $0.status == .true ? nil : $0.message }
        )
        node.facts["scoringUri"] = service.status?.scoringUri.map(JSONValue.string)
        node.children = service.spec.traffic.map { traffic in
            let key = ObjectKey(namespace: service.metadata.namespace, name: traffic.deployment)
            let share = service.status?.traffic.first { $0.deployment == traffic.deployment }
            var child =
                deployments[key].map { self.node($0, isNamespaceShown: false) }
                ?? StatusNode(
                    kind: ServingAPI.modelDeployments.kind,
                    namespace: nil,
                    name: traffic.deployment,
                    state: "Missing",
                    health: .bad
                )
            let effective = share?.effectivePercent ?? traffic.percent
            let percent = share?.percent ?? traffic.percent
            child.label = effective == percent ? "\(percent) %" : "\(percent) % (now \(effective) %)"
            child.facts["percent"] = .integer(Int64(percent))
            child.facts["effectivePercent"] = .integer(Int64(effective))
            return child
        }
        return node
    }

    private func node(_ deployment: ModelDeployment, isNamespaceShown: Bool) -> StatusNode {
        let status = deployment.status
        let utilization = scalers[deployment.metadata.key]?.status.utilization(
            deployment.spec.requestSettings.maxConcurrentPerReplica
        )
        let ready = status?.conditions.ready
        var node = StatusNode(
            kind: ServingAPI.modelDeployments.kind,
            namespace: isNamespaceShown ? deployment.metadata.namespace : nil,
            name: deployment.metadata.name,
            state: status?.state.rawValue ?? "Unknown",
            health: status?.state.health ?? .pending,
            summary: status.map { status in
                let bounds = "\(status.minReplicas) to \(status.maxReplicas)"
                let now = utilization.map { " (now \($0) %)" } ?? ""
                let scaling = status.targetUtilization.map { ", \(bounds) at \($0) %\(now)" } ?? ""
                return "\(status.ready)\(scaling)"
                    + (status.modelVersions.map { ", \($0.joined(separator: " "))" } ?? "")
            },
            message: ready.flatMap { $0.status == .true ? nil : $0.message }
        )
        node.facts["readyReplicas"] = status.map { .integer(Int64($0.readyReplicas)) }
        node.facts["desiredReplicas"] = status.map { .integer(Int64($0.desiredReplicas)) }
        node.facts["utilization"] = utilization.map { .integer(Int64($0)) }
        node.facts["modelVersions"] = status?.modelVersions.map { .array($0.map(JSONValue.string)) }
        node.children = (pods[deployment.metadata.key] ?? []).map(self.node)
        return node
    }

    private func node(_ pod: Pod) -> StatusNode {
        let containers = (pod.status?.initContainerStatuses ?? []) + (pod.status?.containerStatuses ?? [])
        let waiting = containers.lazy.compactMap { $0.state?.waiting?.reason }.first
        let isReady = pod.status?.conditions?["Ready"]?.isTrue == true
        let state =
            if pod.metadata.deletionTimestamp != nil {
                "Terminating"
            } else if isReady {
                "Ready"
            } else {
                pod.status?.reason ?? waiting ?? pod.status?.phase ?? "Unknown"
            }
        let restarts = containers.compactMap(\.restartCount).reduce(0, +)
        let isBad = pod.status?.phase == "Failed" || state.hasSuffix("BackOff") || state.hasPrefix("Err")
        var node = StatusNode(
            kind: BuiltInTypes.pods.kind,
            namespace: nil,
            name: pod.metadata.name,
            state: state,
            health: isReady ? .good : isBad ? .bad : .pending,
            summary: [
                pod.spec?.nodeName.map { "on \($0)" }, restarts == 0 ? nil : "\(restarts) restarts",
            ].compactMap { $0 }.joined(separator: ", ").nonEmpty
        )
        node.facts["node"] = pod.spec?.nodeName.map(JSONValue.string)
        node.facts["restarts"] = .integer(Int64(restarts))
        return node
    }

    private func node(_ target: ComputeTarget) -> StatusNode {
        let status = target.status
        let ready = status?.conditions.ready
        var node = StatusNode(
            kind: ServingAPI.computeTargets.kind,
            namespace: nil,
            name: target.metadata.name,
            state: ready?.state ?? "Unknown",
            health: ready?.health ?? .pending,
            message: ready.flatMap { $0.status == .true ? nil : $0.message }
        )
        guard let status else { return node }
        let asked = requestedCPU(on: target)
        let bar = CapacityBar(used: asked, capacity: status.vCPU, required: status.requiredVCPU, by: namespace)
        let nodes = status.nodes == 1 ? "1 node" : "\(status.nodes) nodes"
        node.summary = "\(target.spec.clusterPurpose.rawValue), \(nodes), \(bar)"
        node.facts["nodes"] = .integer(Int64(status.nodes))
        node.facts["vCPU"] = .integer(Int64(status.vCPU))
        node.facts["requiredVCPU"] = .integer(Int64(status.requiredVCPU))
        node.facts["requestedVCPU"] = .number(asked)
        return node
    }

    /// What the replicas of all deployments there ask for together.
    private func requestedCPU(on target: ComputeTarget) -> Double {
        let isOnly = computeTargets.count == 1
        return deployments.values.reduce(0) { sum, deployment in
            let name = deployment.spec.computeTargetRef?.name
            guard name == target.metadata.name || (name == nil && (isOnly || target.isAnnotatedAsDefault)) else {
                return sum
            }
            let cpu = deployment.spec.resources.effectiveRequests["cpu"]?.double ?? 0
            return sum + cpu * Double(deployment.status?.desiredReplicas ?? 0)
        }
    }
}

extension [Condition] {
    fileprivate var ready: Condition? { first { $0.type == "Ready" } }
}

extension Condition {
    /// Ready, or why not.
    fileprivate var state: String { status == .true ? "Ready" : reason }

    fileprivate var health: StatusNode.Health {
        switch status {
        case .true: .good
        case .false: .bad
        default: .pending
        }
    }
}

extension ModelDeploymentStatus.State {
    fileprivate var health: StatusNode.Health {
        switch self {
        case .healthy: .good
        case .transitioning, .suspended: .pending
        case .unhealthy, .unschedulable, .failed: .bad
        }
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
