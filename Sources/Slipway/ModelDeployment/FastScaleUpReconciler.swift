import ControllerRuntime
import KubernetesClient
import KubernetesCore
import Logging
import ServingCore

/// Adds replicas while requests queue, where `autoscale.fastScaleUp` asks for it, and leaves all else to the autoscaler.
///
/// It looks once a second at each ModelDeployment that asks for it. Where none does, no gateway is asked.
struct FastScaleUpReconciler: Reconciler {
    /// As often as gateways count.
    private static let interval = Duration.seconds(1)

    let stores: Stores
    let reader: UtilizationReader
    let client: Client

    func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
        guard let root = stores.modelDeployments[key], root.wantsFastScaleUp else { return .done }
        if case .automatic(let autoscale) = root.spec.scaling,
            AutoscalingMetric(autoscale.metric, stores.metricPrerequisites(of: root)) == .concurrency
        {
            try await scaleUp(root, await reader.gateways, logger)
        }
        return .requeue(after: Self.interval)
    }

    private func scaleUp(
        _ root: ModelDeployment,
        _ gateways: [UtilizationReading.Gateway],
        _ logger: Logger
    ) async throws(ClientError) {
        let observed = stores.observed(of: root)
        guard let target = root.utilizationTarget,
            // One with another bound, or none at all, would take away what is added.
            observed.horizontalPodAutoscaler?.spec?.maxReplicas == target.replicas.upperBound,
            let deployment = observed.deployment, let current = deployment.spec.replicas,
            // What the autoscaler is not told counts for nothing here either.
            let requests = requests(of: root, gateways, replicas: current),
            let decision = FastScaleUp(target, current: current, requests: requests)
        else { return }
        let request = BuiltInTypes.deployments.mergePatch(
            decision.patch(resourceVersion: deployment.metadata.resourceVersion),
            to: root.metadata.key,
            subresource: "scale",
            fieldManager: .slipwayReplicas
        )
        do {
            _ = try await client.send(request)
        } catch  where error.isConflict || error.isNotFound {
            // It has changed or gone, and the store does not show it yet.
            return
        }
        let metadata: Logger.Metadata = [
            "from": "\(current)", "to": "\(decision.replicas)", "busy": "\(requests.busy)",
            "queued": "\(requests.queued)",
        ]
        logger.info("added replicas", metadata: metadata)
    }

    private func requests(
        of root: ModelDeployment,
        _ gateways: [UtilizationReading.Gateway],
        replicas: Int
    ) -> RequestCount? {
        (try? root.reading(gateways, replicas: replicas))?.requests
    }
}

extension Stores {
    /// Puts a ModelDeployment into `queue` when it asks for fast replicas. It comes again for as long as it does.
    func triggerFastScaleUps(_ queue: WorkQueue) {
        modelDeployments.observe { change in
            if change.new?.wantsFastScaleUp == true { queue.add(change.key, change.priority) }
        }
    }
}
