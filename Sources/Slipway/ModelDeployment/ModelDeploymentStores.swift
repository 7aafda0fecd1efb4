import ControllerRuntime
import KubernetesCore
import ServingCore

/// What the ModelDeployment reconciler sees of the cluster.
struct ModelDeploymentStores: Sendable {
    let modelDeployments = Store<ModelDeployment>(indexes: [.models, .configMaps])
    let models = Store<Model>(indexes: [.named, .configMaps])
    let configMaps = Store<ConfigMap>()
    let deployments = Store<Deployment>()
    let services = Store<Service>()
    let horizontalPodAutoscalers = Store<HorizontalPodAutoscaler>()
    let pods = Store<Pod>(indexes: [.modelDeployment])

    var isSynced: Bool {
        modelDeployments.isSynced && models.isSynced && configMaps.isSynced && deployments.isSynced
            && services.isSynced && horizontalPodAutoscalers.isSynced && pods.isSynced
    }

    func waitUntilSynced() async {
        await modelDeployments.waitUntilSynced()
        await models.waitUntilSynced()
        await configMaps.waitUntilSynced()
        await deployments.waitUntilSynced()
        await services.waitUntilSynced()
        await horizontalPodAutoscalers.waitUntilSynced()
        await pods.waitUntilSynced()
    }

    func observed(of root: ModelDeployment) -> ObservedChildren {
        let key = root.metadata.key
        return ObservedChildren(
            deployment: deployments[key].owned(by: root),
            service: services[key].owned(by: root),
            horizontalPodAutoscaler: horizontalPodAutoscalers[key].owned(by: root),
            pods: pods.objects(by: .modelDeployment, key.description)
        )
    }

    func resolution(for root: ModelDeployment) -> Resolution {
        let namespace = root.metadata.namespace
        let named = root.spec.models.flatMap { reference in
            models.objects(by: .named, ObjectKey(namespace: namespace, name: reference.name).description)
        }
        let configMaps = root.configMapNames(through: named).compactMap { name in
            self.configMaps[ObjectKey(namespace: namespace, name: name)].map { (name, $0) }
        }
        return Resolution(models: named, configMaps: Dictionary(configMaps) { first, _ in first })
    }
}

extension Optional where Wrapped: Resource {
    /// The object, unless it belongs to somebody else, such as an earlier ModelDeployment of the same name.
    fileprivate func owned(by root: ModelDeployment) -> Wrapped? {
        flatMap { $0.metadata.controller?.uid == root.metadata.uid ? $0 : nil }
    }
}

extension Store.Index where Object == ModelDeployment {
    /// `namespace/name` of each model that is referred to.
    static var models: Self {
        Self("models") { root in
            root.spec.models.map { ObjectKey(namespace: root.metadata.namespace, name: $0.name).description }
        }
    }

    /// `namespace/name` of the ConfigMap with the source.
    static var configMaps: Self {
        Self("configMaps") { root in
            let name = root.spec.inferenceConfig?.source.configMapRef?.name
            return name.map { [ObjectKey(namespace: root.metadata.namespace, name: $0).description] } ?? []
        }
    }
}

extension Store.Index where Object == Model {
    /// `namespace/name` under which it is deployed.
    static var named: Self {
        Self("named") { [ObjectKey(namespace: $0.metadata.namespace, name: $0.name).description] }
    }

    /// `namespace/name` of the ConfigMap with its file.
    static var configMaps: Self {
        Self("configMaps") { model in
            let name = ConfigMapLocation(uri: model.spec.uri)?.name
            return name.map { [ObjectKey(namespace: model.metadata.namespace, name: $0).description] } ?? []
        }
    }
}

extension Store.Index where Object == Pod {
    /// `namespace/name` of the ModelDeployment.
    static var modelDeployment: Self {
        Self("modelDeployment") { pod in
            let name = pod.metadata.labels[Labels.modelDeployment]
            return name.map { [ObjectKey(namespace: pod.metadata.namespace, name: $0).description] } ?? []
        }
    }
}
