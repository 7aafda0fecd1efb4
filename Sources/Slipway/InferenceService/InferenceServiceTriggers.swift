import ControllerRuntime
import KubernetesCore
import ServingCore

extension Stores {
    /// What an InferenceService's status is made of.
    ///
    /// - Parameters:
    ///   - gateway: where clients find the gateway; nil: where its Service says.
    ///   - reservedHosts: host names that no InferenceService gets.
    func state(of root: InferenceService, gateway: GatewayAddress?, reservedHosts: Set<String>) -> InferenceServiceState
    {
        let namespace = root.metadata.namespace
        let rivals = Set(Store<InferenceService>.Index.names.values(root)).flatMap { name in
            inferenceServices.objects(by: .names, name)
        }
        let deployments = root.spec.traffic.compactMap { traffic in
            modelDeployments[ObjectKey(namespace: namespace, name: traffic.deployment)]
        }
        return InferenceServiceState(
            names: EndpointNames(rivals, reserved: reservedHosts),
            deployments: Dictionary(deployments.map { ($0.metadata.name, $0) }) { first, _ in first },
            keys: keys[ObjectKey(namespace: namespace, name: root.keysSecret)],
            gateway: gateway ?? GatewayAddress(gatewayService.objects.first),
            gatewayConditions: root.status?.gatewayConditions ?? []
        )
    }

    /// Puts an InferenceService into `queue` whenever it, another one that wants the same name, or something that it refers
    /// to changes.
    func triggerInferenceServices(_ queue: WorkQueue) {
        inferenceServices.observe { [inferenceServices] change in
            queue.add(change.key, change.priority)
            guard change.old?.spec != change.new?.spec else { return }
            let names = [change.old, change.new].compactMap { $0 }.flatMap(Store<InferenceService>.Index.names.values)
            for name in Set(names) {
                for rival in inferenceServices.objects(by: .names, name) {
                    queue.add(rival.metadata.key, change.priority)
                }
            }
        }
        modelDeployments.observe { [inferenceServices] change in
            guard
                change.old?.status?.readyReplicas != change.new?.status?.readyReplicas
                    || change.old?.spec.suspend != change.new?.spec.suspend || change.old == nil || change.new == nil
                    || change.old?.metadata.deletionTimestamp != change.new?.metadata.deletionTimestamp
            else { return }
            for service in inferenceServices.objects(by: .deployments, change.key.description) {
                queue.add(service.metadata.key, change.priority)
            }
        }
        keys.observe { [inferenceServices] change in
            guard change.old?.unusable != change.new?.unusable else { return }
            for service in inferenceServices.objects(by: .keys, change.key.description) {
                queue.add(service.metadata.key, change.priority)
            }
        }
        gatewayService.observe { [inferenceServices] change in
            guard GatewayAddress(change.old) != GatewayAddress(change.new) else { return }
            for service in inferenceServices.objects { queue.add(service.metadata.key, change.priority) }
        }
    }
}

extension Store.Index where Object == InferenceService {
    /// Its service name and its host names, of which a cluster has only one each.
    static var names: Self {
        Self("names") { ["service/\($0.serviceName)"] + ($0.spec.expose?.hosts ?? []).map { "host/\($0)" } }
    }

    /// `namespace/name` of its ModelDeployments.
    static var deployments: Self {
        Self("deployments") { service in
            service.spec.traffic.map { traffic in
                ObjectKey(namespace: service.metadata.namespace, name: traffic.deployment).description
            }
        }
    }

    /// `namespace/name` of the Secret with its keys.
    static var keys: Self {
        Self("keys") { [ObjectKey(namespace: $0.metadata.namespace, name: $0.keysSecret).description] }
    }
}
