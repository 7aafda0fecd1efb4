import ControllerRuntime
import KubernetesCore
import ServiceLifecycle
import ServingCore

/// What a gateway sees of the cluster.
struct GatewayStores: Sendable {
    let inferenceServices = Store<InferenceService>()
    let modelDeployments = Store<ModelDeployment>()
    let pods = Store<Pod>()
    let keys = Store<ServiceKeys>()
    let certificates = Store<TLSSecret>()
    let gatewayPods = Store<Pod>()

    private var all: [any SynchronizedStore] {
        [inferenceServices, modelDeployments, pods, keys, certificates, gatewayPods]
    }

    var isSynced: Bool { all.allSatisfy(\.isSynced) }

    func waitUntilSynced() async {
        for store in all { await store.waitUntilSynced() }
    }

    /// - Parameter ownPod: the pod that this gateway runs in; nil where it shares its queues with no others.
    func cluster(ownPod: ObjectKey?) -> GatewayCluster {
        GatewayCluster(
            inferenceServices: inferenceServices.objects,
            modelDeployments: modelDeployments.objects,
            pods: pods.objects,
            keys: keys.objects,
            gatewayPods: gatewayPods.objects,
            ownPod: ownPod?.name
        )
    }

    /// Calls `body` after each change of anything that a plan is made of.
    func observe(_ body: @escaping @Sendable () -> Void) {
        inferenceServices.observe { if $0.old?.spec != $0.new?.spec { body() } }
        modelDeployments.observe { change in
            let (old, new) = (change.old, change.new)
            let isSame =
                old?.spec.requestSettings == new?.spec.requestSettings && old?.spec.suspend == new?.spec.suspend
                && old?.metadata.deletionTimestamp == new?.metadata.deletionTimestamp
            if !isSame { body() }
        }
        pods.observe { _ in body() }
        keys.observe { if $0.old?.digests != $0.new?.digests { body() } }
        certificates.observe { if $0.old?.pem != $0.new?.pem || $0.old == nil || $0.new == nil { body() } }
        gatewayPods.observe { _ in body() }
    }

    /// - Parameter namespace: the gateway's.
    func watchers(in namespace: String, by factory: WatcherFactory) -> [any ServiceLifecycle.Service] {
        [
            factory.watcher(ServingAPI.inferenceServices, inferenceServices),
            factory.watcher(ServingAPI.modelDeployments, modelDeployments),
            factory.watcher(BuiltInTypes.pods, pods, Labels.selection),
            factory.watcher(BuiltInTypes.secrets, keys, KeysSecret.selection),
            factory.watcher(BuiltInTypes.secrets, certificates, TLSSecret.selection),
            factory.watcher(BuiltInTypes.pods, in: namespace, gatewayPods, GatewayAddress.podSelection),
        ]
    }
}
