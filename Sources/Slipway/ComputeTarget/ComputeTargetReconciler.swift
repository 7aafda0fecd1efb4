import ControllerRuntime
import KubernetesClient
import KubernetesCore
import Logging
import ServingCore

/// Says in the status of each ComputeTarget what the cluster has, and whether that is enough.
struct ComputeTargetReconciler: Reconciler {
    let stores: Stores
    let statusWriter: StatusWriter
    let events: EventRecorder
    let kubernetesVersion: String?
    let clock: WallClock

    func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
        let type = ServingAPI.computeTargets
        if let undecodable = stores.computeTargets.undecodable(key) {
            let status = ComputeTargetStatus.undecodable(undecodable.metadata, undecodable.problem)
            try await statusWriter.write(status, to: undecodable.metadata, of: type)
            return .done
        }
        guard var root = stores.computeTargets[key], root.metadata.deletionTimestamp == nil else {
            statusWriter.forget(key)
            return .done
        }
        root.status = statusWriter.latest(root.status, of: root.metadata)
        let status = root.status(stores.nodes.objects, kubernetesVersion: kubernetesVersion, now: clock.now)
        if status != root.status {
            logger.info("status", metadata: ["nodes": "\(status.nodes)", "vCPU": "\(status.vCPU)"])
            try await statusWriter.write(status, to: root.metadata, of: type)
            events.recordReadiness(from: root.status?.conditions, to: status.conditions, of: type, root.metadata)
        }
        return .done
    }
}

extension Stores {
    /// Puts a ComputeTarget into `queue` whenever it or what the nodes offer changes.
    func triggerComputeTargets(_ queue: WorkQueue) {
        computeTargets.observe { queue.add($0.key, $0.priority) }
        nodes.observe { [computeTargets] change in
            guard change.concernsOffer else { return }
            for target in computeTargets.objects { queue.add(target.metadata.key, change.priority) }
        }
    }
}

extension Store.Change where Object == Node {
    /// Whether pods find something else than before.
    var concernsOffer: Bool { old?.offer != new?.offer || new?.metadata.deletionTimestamp != nil }
}
