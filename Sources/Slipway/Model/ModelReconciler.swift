import ControllerRuntime
import KubernetesClient
import KubernetesCore
import Logging
import ServingCore

/// Says in the status of each Model whether it can be deployed, and keeps those that are in use from being deleted.
struct ModelReconciler: Reconciler {
    /// Holds a Model while a ModelDeployment uses it. It is there only then, so that nothing else ever waits for Slipway.
    private static let finalizer = "serving.slipway.dev/in-use"

    let stores: Stores
    let client: Client
    let statusWriter: StatusWriter
    let events: EventRecorder
    let clock: WallClock

    func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
        let type = ServingAPI.models
        if let undecodable = stores.models.undecodable(key) {
            let status = ModelStatus.undecodable(undecodable.metadata, undecodable.problem)
            try await statusWriter.write(status, to: undecodable.metadata, of: type)
            return .done
        }
        guard var root = stores.models[key] else {
            statusWriter.forget(key)
            return .done
        }
        root.status = statusWriter.latest(root.status, of: root.metadata)
        let namespace = root.metadata.namespace
        let registry = stores.registry(of: root.name, in: namespace)
        let users = registry.users(of: root, among: stores.modelDeployments(of: root.name, in: namespace))

        // Before the status: whoever reads there that it is in use can rely on it.
        if let finalizers = root.finalizers(isInUse: !users.isEmpty, Self.finalizer) {
            try await apply(finalizers, to: root, logger)
            // An object without its last finalizer is gone.
            if root.metadata.deletionTimestamp != nil, finalizers.isEmpty { return .done }
        }
        let status = root.status(in: registry, usedBy: users, now: clock.now)
        if status != root.status {
            logger.info("status", metadata: ["usedBy": "\(users.count)", "latest": "\(status.latest)"])
            try await statusWriter.write(status, to: root.metadata, of: type)
            events.recordReadiness(from: root.status?.conditions, to: status.conditions, of: type, root.metadata)
        }
        return .done
    }

    private func apply(_ finalizers: [String], to root: Model, _ logger: Logger) async throws(ClientError) {
        let type = ServingAPI.models
        var metadata = root.metadata.identity
        metadata["finalizers"] = .array(finalizers.map(JSONValue.string))
        let manifest: JSONValue = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "metadata": metadata,
        ]
        do {
            _ = try await client.send(type.apply(manifest, to: root.metadata.key, fieldManager: .slipwayFinalizers))
            logger.info("set finalizers", metadata: ["finalizers": "\(finalizers)"])
        } catch  where error.isNotFound || error.isConflict {
            // It is gone, or another one stands in its place that the store does not show yet.
        }
    }
}

extension Model {
    /// The finalizers that are to be Slipway's; nil if they are that already.
    fileprivate func finalizers(isInUse: Bool, _ finalizer: String) -> [String]? {
        // One that is on its way out takes no more finalizers.
        let wanted = isInUse && (metadata.deletionTimestamp == nil || metadata.finalizers.contains(finalizer))
        guard metadata.finalizers.contains(finalizer) != wanted else { return nil }
        return wanted ? [finalizer] : []
    }
}

extension Stores {
    /// Puts a Model into `queue` whenever it, another version of it, its file, or a ModelDeployment that names it changes.
    func triggerModels(_ queue: WorkQueue) {
        models.observe { [models] change in
            queue.add(change.key, change.priority)
            guard change.concernsOthers else { return }
            for name in Set([change.old, change.new].compactMap { $0?.name }) {
                let title = ObjectKey(namespace: change.key.namespace, name: name).description
                for model in models.objects(by: .named, title) { queue.add(model.metadata.key, change.priority) }
            }
        }
        configMaps.observe { [models] change in
            guard change.old?.digests.keys != change.new?.digests.keys else { return }
            for model in models.objects(by: .configMaps, change.key.description) {
                // Its other versions may not be the latest any more.
                let title = ObjectKey(namespace: change.key.namespace, name: model.name).description
                for version in models.objects(by: .named, title) { queue.add(version.metadata.key, change.priority) }
            }
        }
        modelDeployments.observe { [models] change in
            guard
                change.old?.spec.models != change.new?.spec.models
                    || change.old?.status?.modelVersions != change.new?.status?.modelVersions
            else { return }
            let titles = [change.old, change.new].compactMap { $0 }.flatMap(Store<ModelDeployment>.Index.models.values)
            for title in Set(titles) {
                for model in models.objects(by: .named, title) {
                    // Once one uses it, nobody waits to see who else does; hundreds may come and go at once.
                    let wait: Duration = model.status?.usedBy.isEmpty == false ? .seconds(1) : .zero
                    queue.add(model.metadata.key, change.priority, after: wait)
                }
            }
        }
    }
}

extension Store.Change where Object == Model {
    /// Whether other versions of the model, and those that use it, may have to follow.
    var concernsOthers: Bool {
        old?.spec != new?.spec || old?.status?.registered != new?.status?.registered
            || old?.metadata.deletionTimestamp != new?.metadata.deletionTimestamp
    }
}
