import ControllerRuntime
import KubernetesCore
import ServingCore

extension Stores {
    /// Puts a ModelDeployment into `queue` whenever it, something that belongs to it, or something that it refers to
    /// changes.
    func triggerModelDeployments(
        _ queue: WorkQueue,
        noticedBy applier: Applier,
        _ versions: ServedVersions
    ) {
        modelDeployments.observe { queue.add($0.key, $0.priority) }
        trigger(queue, on: deployments, of: BuiltInTypes.deployments, noticedBy: applier)
        trigger(queue, on: services, of: BuiltInTypes.services, noticedBy: applier)
        trigger(queue, on: horizontalPodAutoscalers, of: versions.horizontalPodAutoscalers, noticedBy: applier)
        trigger(queue, on: podDisruptionBudgets, of: versions.podDisruptionBudgets, noticedBy: applier)
        trigger(queue, on: networkPolicies, of: BuiltInTypes.networkPolicies, noticedBy: applier)

        pods.observe { change in
            guard let name = (change.new ?? change.old)?.metadata.labels[Labels.modelDeployment] else { return }
            queue.add(ObjectKey(namespace: change.key.namespace, name: name), change.priority)
        }
        podWarnings.observe { [pods] change in
            // That it is said once more is no news.
            guard let event = change.new, event.note != change.old?.note, let pod = event.regarding?.name,
                let name = pods[ObjectKey(namespace: change.key.namespace, name: pod)]?
                    .metadata.labels[Labels.modelDeployment]
            else { return }
            queue.add(ObjectKey(namespace: change.key.namespace, name: name), change.priority)
        }
        models.observe { [modelDeployments] change in
            guard change.concernsOthers else { return }
            // A change of the name concerns those who use the old one too.
            for model in [change.old, change.new].compactMap({ $0 }) {
                Self.enqueueUsers(of: model, among: modelDeployments, queue, change.priority)
            }
        }
        computeTargets.observe { [modelDeployments] change in
            // With its status, so that they follow what it says of the nodes.
            guard
                change.old?.spec != change.new?.spec || change.old?.status != change.new?.status
                    || change.old?.isAnnotatedAsDefault != change.new?.isAnnotatedAsDefault
            else { return }
            for root in modelDeployments.objects { queue.add(root.metadata.key, change.priority) }
        }
        configMaps.observe { [modelDeployments, models] change in
            guard change.old?.digests != change.new?.digests else { return }
            let name = change.key.description
            for root in modelDeployments.objects(by: .configMaps, name) {
                queue.add(root.metadata.key, change.priority)
            }
            for model in models.objects(by: .configMaps, name) {
                Self.enqueueUsers(of: model, among: modelDeployments, queue, change.priority)
            }
        }
    }

    /// Puts every ModelDeployment into `queue` whenever nodes come, go, or offer something else.
    func triggerByNodes(_ queue: WorkQueue) {
        nodes.observe { [modelDeployments] change in
            guard change.concernsOffer else { return }
            for root in modelDeployments.objects { queue.add(root.metadata.key, change.priority) }
        }
    }

    private func trigger<Child: ObservedObject>(
        _ queue: WorkQueue,
        on store: Store<Child>,
        of type: ResourceType,
        noticedBy applier: Applier
    ) {
        store.observe { change in
            applier.notice(type, change.key, isDeleted: change.new == nil)
            for child in [change.old, change.new].compactMap({ $0 }) {
                guard let owner = child.metadata.controller, owner.refers(to: ServingAPI.modelDeployments) else {
                    continue
                }
                queue.add(ObjectKey(namespace: change.key.namespace, name: owner.name), change.priority)
            }
        }
        // What was made and deleted while the watch began anew has never shown: nothing else says that it is gone.
        store.observeReplacements {
            for key in applier.awaited(type) where store[key] == nil {
                applier.notice(type, key, isDeleted: true)
                queue.add(key)
            }
        }
    }

    private static func enqueueUsers(
        of model: Model,
        among store: Store<ModelDeployment>,
        _ queue: WorkQueue,
        _ priority: WorkQueue.Priority
    ) {
        let name = ObjectKey(namespace: model.metadata.namespace, name: model.name).description
        for root in store.objects(by: .models, name) { queue.add(root.metadata.key, priority) }
    }
}
