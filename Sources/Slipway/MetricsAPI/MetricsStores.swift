import ControllerRuntime
import KubernetesClient
import KubernetesCore
import ServiceLifecycle
import ServingCore

/// What the metrics API is made of.
struct MetricsStores: Sendable {
    /// The controller's.
    let namespace: String
    let apiServices = Store<APIService>()
    let gatewayPods = Store<Pod>()
    let certificate = Store<CertificateSecret>()
    let requestHeaders = Store<RequestHeaderSettings>()

    var synchronized: [any SynchronizedStore] { [apiServices, gatewayPods, certificate, requestHeaders] }

    func watchers(by factory: WatcherFactory) -> [any ServiceLifecycle.Service] {
        func named(_ name: String) -> Selection { Selection(fields: "metadata.name=\(name)") }
        let settings = RequestHeaderSettings.key
        let secret = named(MetricsAPIRegistration.secretName)
        return [
            factory.watcher(BuiltInTypes.apiServices, apiServices),
            factory.watcher(BuiltInTypes.pods, in: namespace, gatewayPods, GatewayAddress.podSelection),
            factory.watcher(BuiltInTypes.secrets, in: namespace, certificate, secret),
            factory.watcher(BuiltInTypes.configMaps, in: settings.namespace, requestHeaders, named(settings.name)),
        ]
    }

    var provider: MetricsProvider {
        MetricsAPIRegistration.provider(apiServices.objects, namespace: namespace)
    }
}

extension Stores {
    /// Whether the requests of `root` are counted, for its scaler.
    func metricPrerequisites(of root: ModelDeployment) -> AutoscalingMetric.Prerequisites {
        AutoscalingMetric.Prerequisites(
            provider: metrics?.provider ?? .nobody,
            hasGateway: !gatewayService.objects.isEmpty,
            isRouted: !inferenceServices.objects(by: .deployments, root.metadata.key.description).isEmpty
        )
    }

    /// Puts ModelDeployments into `queue` whenever it changes whether their requests are counted.
    func triggerScalers(_ queue: WorkQueue) {
        inferenceServices.observe { change in
            let users = [change.old, change.new].map { service in
                Set(service.map(Store<InferenceService>.Index.deployments.values) ?? [])
            }
            for deployment in users[0].symmetricDifference(users[1]) {
                let name = deployment.split(separator: "/").last.map(String.init) ?? ""
                queue.add(ObjectKey(namespace: change.key.namespace, name: name), change.priority)
            }
        }
        gatewayService.observe { [modelDeployments] change in
            guard (change.old == nil) != (change.new == nil) else { return }
            for root in modelDeployments.objects { queue.add(root.metadata.key, change.priority) }
        }
        metrics?.apiServices.observe { [modelDeployments] change in
            guard change.old?.service != change.new?.service, change.key.name.hasSuffix(".\(MetricsAPI.group)") else {
                return
            }
            for root in modelDeployments.objects { queue.add(root.metadata.key, change.priority) }
        }
    }
}
