import ControllerRuntime
import KubernetesClient
import KubernetesCore
import Logging
import ServingCore

/// Makes a Deployment, a Service and a scaler of each ModelDeployment, and says in its status what has become of them.
struct ModelDeploymentReconciler: Reconciler {
    let stores: Stores
    let client: Client
    let applier: Applier
    let statusWriter: StatusWriter
    let writtenDeployments = WrittenDeployments()
    let events: EventRecorder
    let options: ServingOptions
    let versions: ServedVersions
    let kubernetesVersion: String?
    let clock: WallClock

    func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
        if let undecodable = stores.modelDeployments.undecodable(key) {
            let status = ModelDeploymentStatus.undecodable(undecodable.metadata, undecodable.problem)
            try await statusWriter.write(status, to: undecodable.metadata, of: ServingAPI.modelDeployments)
            return .done
        }
        guard var root = stores.modelDeployments[key], root.metadata.deletionTimestamp == nil else {
            statusWriter.forget(key)
            writtenDeployments.forget(key)
            return .done
        }
        root.status = statusWriter.latest(root.status, of: root.metadata)

        var observed = stores.observed(of: root)
        // To inherit from one that came later would have Kubernetes delete what is in use.
        if observed.isInherited(by: root), try await !isThere(root) { return .done }
        let resolution = stores.resolution(for: root, kubernetesVersion: kubernetesVersion, options)
        let compute = resolution.compute(for: root)
        var resolved = root.resolved(by: resolution, on: compute, over: observed)
        var failure: ClientError?
        if let desired = try? resolved.get() {
            do throws(ClientError) {
                observed.deployment = try await carryOut(desired, over: observed, logger)
            } catch {
                // What is missing must not come back.
                if error.isNamespaceTerminating { return .done }
                guard let refusal = error.refusal else { throw error }
                resolved = .failure(refusal)
                failure = error
            }
        }

        let status = root.status(resolved, on: compute, observed, now: clock.now)
        if status != root.status {
            logger.info("status", metadata: ["state": "\(status.state.rawValue)", "ready": "\(status.ready)"])
            let type = ServingAPI.modelDeployments
            try await statusWriter.write(status, to: root.metadata, of: type)
            events.recordReadiness(from: root.status?.conditions, to: status.conditions, of: type, root.metadata)
        }
        if let failure { throw failure }
        return .done
    }

    /// Whether the API server still has `root`: the watch may be behind.
    private func isThere(_ root: ModelDeployment) async throws(ClientError) -> Bool {
        do {
            let answer = try await client.send(ServingAPI.modelDeployments.get(root.metadata.key))
            return answer.json["metadata"]?["uid"]?.string == root.metadata.uid
        } catch  where error.isNotFound {
            return false
        }
    }

    /// Applies what differs, removes what is not wanted any more, then sets the number of replicas where that is
    /// Slipway's business. In this order no replica is ever missing on the way.
    ///
    /// - Returns: the Deployment as it is afterwards, so that the status need not be written anew when the store shows it.
    private func carryOut(
        _ desired: ResolvedModelDeployment,
        over observed: ObservedChildren,
        _ logger: Logger
    ) async throws(ClientError) -> Deployment? {
        var changes = ChildChanges(name: desired.metadata.name)
        // Of what was done before a failure, too.
        defer {
            let root = ObjectReference(ServingAPI.modelDeployments, desired.metadata)
            for event in changes.events { events.record(event, on: root) }
        }
        // First, so that nobody reaches a pod before it is said who may.
        try await apply(desired.desiredNetworkPolicy, over: observed.networkPolicy, &changes, logger)
        let deployment = desired.desiredDeployment(over: observed.deployment)
        let outcome = try await apply(deployment, over: observed.deployment, &changes, logger)
        try await apply(desired.desiredService, over: observed.service, &changes, logger)
        if let scaler = desired.desiredHorizontalPodAutoscaler(versions) {
            try await apply(scaler, over: observed.horizontalPodAutoscaler, &changes, logger)
        } else if let scaler = observed.horizontalPodAutoscaler {
            try await delete(scaler, of: versions.horizontalPodAutoscalers, &changes, logger)
        }
        if let budget = desired.desiredPodDisruptionBudget(versions) {
            try await apply(budget, over: observed.podDisruptionBudget, &changes, logger)
        } else if let budget = observed.podDisruptionBudget {
            try await delete(budget, of: versions.podDisruptionBudgets, &changes, logger)
        }
        let isNew = outcome?.isCreated == true
        let applied = outcome.flatMap { try? JSONValueDecoder().decode(Deployment.self, from: $0.object) }
        let latest = applied ?? writtenDeployments.latest(observed.deployment)
        let scaled = try await setReplicas(of: desired, latest, isNew: isNew, logger)
        let written = scaled.flatMap { try? JSONValueDecoder().decode(Deployment.self, from: $0) } ?? applied
        if let written { writtenDeployments.remember(written) }
        return written ?? latest
    }

    @discardableResult
    private func apply(
        _ desired: DesiredObject,
        over observed: (some ObservedObject)?,
        _ changes: inout ChildChanges,
        _ logger: Logger
    ) async throws(ClientError) -> Applier.Outcome? {
        let outcome = try await applier.apply(desired, over: observed)
        if let outcome {
            let metadata: Logger.Metadata = ["kind": "\(desired.type.kind)", "created": "\(outcome.isCreated)"]
            logger.info("applied", metadata: metadata)
            changes.add(outcome.isCreated ? .created : .updated, desired.type)
        }
        return outcome
    }

    private func delete(
        _ child: some ObservedObject,
        of type: ResourceType,
        _ changes: inout ChildChanges,
        _ logger: Logger
    ) async throws(ClientError) {
        let options = DeleteOptions(uid: child.metadata.uid)
        do {
            _ = try await client.send(type.delete(child.metadata.key, options))
            logger.info("deleted", metadata: ["kind": "\(type.kind)"])
            changes.add(.deleted, type)
        } catch  where error.isNotFound || error.isConflict {
            // It is gone, or another one stands in its place that the store does not show yet.
        }
    }

    private func setReplicas(
        of desired: ResolvedModelDeployment,
        _ deployment: Deployment?,
        isNew: Bool,
        _ logger: Logger
    ) async throws(ClientError) -> JSONValue? {
        guard let decision = ReplicaDecision(desired, deployment, isNew: isNew) else { return nil }
        let key = desired.metadata.key
        let answer: Client.Answer
        do {
            answer = try await client.send(
                BuiltInTypes.deployments.apply(decision.manifest(for: key), to: key, fieldManager: .slipwayReplicas)
            )
        } catch  where error.isConflict {
            // It has changed, and is decided upon again when the store shows how.
            return nil
        }
        logger.info("set replicas", metadata: ["replicas": "\(decision.replicas)"])
        return answer.json
    }
}

extension ClientError {
    /// What the API server refuses for good reasons; nil for failures that say nothing about the manifest.
    fileprivate var refusal: ModelDeployment.Refusal? {
        guard let status else { return nil }
        if status.reason == Applier.nameTaken { return .nameTaken(status.message) }
        return [400, 403, 422].contains(status.code) ? .rejected(status.message) : nil
    }
}
