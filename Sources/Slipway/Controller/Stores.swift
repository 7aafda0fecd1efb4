import ControllerRuntime
import KubernetesCore
import ServingCore

/// What the reconcilers see of the cluster.
struct Stores: Sendable {
    let computeTargets = Store<ComputeTarget>()
    let nodes = Store<Node>()
    let modelDeployments = Store<ModelDeployment>(indexes: [.models, .configMaps])
    let models = Store<Model>(indexes: [.named, .configMaps])
    let configMaps = Store<ConfigMap>()
    let deployments = Store<Deployment>()
    let services = Store<Service>()
    let horizontalPodAutoscalers = Store<HorizontalPodAutoscaler>()
    let podDisruptionBudgets = Store<PodDisruptionBudget>()
    let networkPolicies = Store<NetworkPolicy>()
    let pods = Store<Pod>(indexes: [.modelDeployment])
    let podWarnings = Store<Event>(indexes: [.regarding])
    let inferenceServices = Store<InferenceService>(indexes: [.names, .deployments, .keys])
    /// Digests alone, and which ones are unusable.
    let keys = Store<ServiceKeys>()
    /// The one of the gateway.
    let gatewayService = Store<Service>()
    /// nil where no metrics are served.
    let metrics: MetricsStores?

    /// - Parameter metrics: nil where no metrics are served.
    init(metrics: MetricsStores?) {
        self.metrics = metrics
    }

    private var all: [any SynchronizedStore] {
        [
            computeTargets, nodes, modelDeployments, models, configMaps, deployments, services,
            horizontalPodAutoscalers, podDisruptionBudgets, networkPolicies, pods,
            podWarnings, inferenceServices, keys, gatewayService,
        ] + (metrics?.synchronized ?? [])
    }

    var isSynced: Bool { all.allSatisfy(\.isSynced) }

    func waitUntilSynced() async {
        for store in all { await store.waitUntilSynced() }
    }

    func observed(of root: ModelDeployment) -> ObservedChildren {
        let key = root.metadata.key
        let pods = pods.objects(by: .modelDeployment, key.description)
        let nodeNames = Set(pods.compactMap { $0.spec?.nodeName })
        return ObservedChildren(
            deployment: deployments[key].owned(by: root),
            service: services[key].owned(by: root),
            horizontalPodAutoscaler: horizontalPodAutoscalers[key].owned(by: root),
            podDisruptionBudget: podDisruptionBudgets[key].owned(by: root),
            networkPolicy: networkPolicies[key].owned(by: root),
            pods: pods,
            nodes: nodeNames.sorted().compactMap { nodes[ObjectKey(namespace: nil, name: $0)] },
            events: pods.flatMap { podWarnings.objects(by: .regarding, $0.metadata.uid) }
        )
    }

    func resolution(
        for root: ModelDeployment,
        kubernetesVersion: String?,
        _ options: ServingOptions
    ) -> Resolution {
        let namespace = root.metadata.namespace
        let named = root.spec.models.flatMap { models(named: $0.name, in: namespace) }
        return Resolution(
            models: named,
            configMaps: configMaps(root.configMapNames(through: named), in: namespace),
            cluster: ClusterState(
                computeTargets: computeTargets.objects,
                nodes: nodes.objects,
                kubernetesVersion: kubernetesVersion
            ),
            metrics: metricPrerequisites(of: root),
            options: options
        )
    }

    /// All versions of a model.
    func registry(of name: String, in namespace: String?) -> ModelRegistry {
        let models = models(named: name, in: namespace)
        let names = models.compactMap { ConfigMapLocation(uri: $0.spec.uri)?.name }
        return ModelRegistry(models: models, configMaps: configMaps(Set(names), in: namespace))
    }

    /// The ModelDeployments that name a model.
    func modelDeployments(of model: String, in namespace: String?) -> [ModelDeployment] {
        modelDeployments.objects(by: .models, ObjectKey(namespace: namespace, name: model).description)
    }

    private func models(named name: String, in namespace: String?) -> [Model] {
        models.objects(by: .named, ObjectKey(namespace: namespace, name: name).description)
    }

    private func configMaps(_ names: Set<String>, in namespace: String?) -> [String: ConfigMap] {
        let found = names.compactMap { name in
            configMaps[ObjectKey(namespace: namespace, name: name)].map { (name, $0) }
        }
        return Dictionary(found) { first, _ in first }
    }
}

extension Optional where Wrapped: Resource {
    /// The object, unless it belongs to somebody else. What belongs to an earlier ModelDeployment of the same name is
    /// inherited.
    fileprivate func owned(by root: ModelDeployment) -> Wrapped? {
        guard let self, let owner = self.metadata.controller, owner.refers(to: ServingAPI.modelDeployments),
            owner.name == root.metadata.name
        else { return nil }
        return self
    }
}

extension Store.Index where Object == ModelDeployment {
    /// `namespace/name` of each model that is referred to or still runs.
    static var models: Self {
        Self("models") { root in
            let running = (root.status?.modelVersions ?? []).map { title in
                String(title.prefix { $0 != ":" })
            }
            return Set(root.spec.models.map(\.name) + running).map { name in
                ObjectKey(namespace: root.metadata.namespace, name: name).description
            }
        }
    }

    /// `namespace/name` of the ConfigMaps that it refers to itself.
    static var configMaps: Self {
        Self("configMaps") { root in
            let names = root.configMapNames(through: [])
            return names.map { ObjectKey(namespace: root.metadata.namespace, name: $0).description }
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

extension Store.Index where Object == Event {
    /// The uid of the object that it is about.
    static var regarding: Self {
        Self("regarding") { [$0.regarding?.uid].compactMap { $0 } }
    }
}
