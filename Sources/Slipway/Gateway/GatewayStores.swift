import ControllerRuntime
import KubernetesClient
import KubernetesCore
import Logging
import ServiceLifecycle
import ServingCore

/// What a gateway sees of the cluster.
struct GatewayStores: Sendable {
    let inferenceServices = Store<InferenceService>()
    let modelDeployments = Store<ModelDeployment>()
    let pods = Store<Pod>()
    let keys = Store<ServiceKeys>()
    let gatewayPods = Store<Pod>()

    private var all: [any SynchronizedStore] { [inferenceServices, modelDeployments, pods, keys, gatewayPods] }

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
        gatewayPods.observe { _ in body() }
    }

    /// - Parameter ownPod: nil: the pods of the gateway are not asked for, and there is none.
    func watchers(
        ownPod: ObjectKey?,
        client: Client,
        reachability: Reachability,
        logger: Logger
    ) -> [any ServiceLifecycle.Service] {
        func watcher<Object>(
            _ type: ResourceType,
            in namespace: String? = nil,
            _ store: Store<Object>,
            _ selection: Selection = Selection()
        ) -> any ServiceLifecycle.Service {
            Watcher(
                type,
                in: namespace,
                selecting: selection,
                client: client,
                store: store,
                reachability: reachability,
                logger: logger
            )
        }
        return [
            watcher(ServingAPI.inferenceServices, inferenceServices),
            watcher(ServingAPI.modelDeployments, modelDeployments),
            watcher(BuiltInTypes.pods, pods, Labels.selection),
            watcher(BuiltInTypes.secrets, keys, KeysSecret.selection),
            watcher(
                BuiltInTypes.pods,
                in: ownPod?.namespace ?? "slipway-system",
                gatewayPods,
                GatewayAddress.podSelection
            ),
        ]
    }
}
