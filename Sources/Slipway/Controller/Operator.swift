import ControllerRuntime
import KubernetesClient
import KubernetesCore
import Logging
import Metrics
import ServiceLifecycle
import ServingCore
import Synchronization

/// The operator's work: learns what the API server knows, then runs the watches and controllers until told to stop.
final class Operator: ServiceLifecycle.Service {
    private let client: Client
    private let reachability: Reachability
    private let workers: Int
    private let metricsFactory: any MetricsFactory
    private let logger: Logger
    private let stores = ModelDeploymentStores()

    init(client: Client, workers: Int, metricsFactory: any MetricsFactory, logger: Logger) {
        self.client = client
        self.workers = workers
        self.metricsFactory = metricsFactory
        self.logger = logger
        reachability = Reachability(logger: logger)
    }

    /// Why no work is done yet; nil once the whole state is known.
    var unreadiness: String? {
        stores.isSynced ? nil : "not all kinds have been listed yet"
    }

    func run() async throws {
        guard let versions = await cancelWhenGracefulShutdown({ await self.discoverVersions() }) else { return }
        let applier = Applier(client: client, fieldManager: .slipway)
        let queue = WorkQueue()
        stores.trigger(queue, noticedBy: applier, horizontalPodAutoscalers: versions.horizontalPodAutoscalers)
        let reconciler = ModelDeploymentReconciler(
            stores: stores,
            client: client,
            applier: applier,
            statusWriter: StatusWriter(client: client, fieldManager: .slipway),
            versions: versions,
            clock: .system
        )
        let controller = Controller(
            name: "modeldeployment",
            queue: queue,
            reconciler: reconciler,
            workers: workers,
            waitUntilSynced: stores.waitUntilSynced,
            metricsFactory: metricsFactory,
            logger: logger
        )
        let services: [any ServiceLifecycle.Service] = watchers(versions) + [controller]
        try await ServiceGroup(services: services, logger: logger).run()
    }

    private func watchers(_ versions: ServedVersions) -> [any ServiceLifecycle.Service] {
        [
            watcher(ServingAPI.modelDeployments, stores.modelDeployments),
            watcher(ServingAPI.models, stores.models),
            watcher(BuiltInTypes.configMaps, stores.configMaps),
            watcher(BuiltInTypes.deployments, stores.deployments, Labels.selection),
            watcher(BuiltInTypes.services, stores.services, Labels.selection),
            watcher(versions.horizontalPodAutoscalers, stores.horizontalPodAutoscalers, Labels.selection),
            watcher(BuiltInTypes.pods, stores.pods, Labels.selection),
        ]
    }

    private func watcher<Object>(
        _ type: ResourceType,
        _ store: Store<Object>,
        _ selection: Selection = Selection()
    ) -> any ServiceLifecycle.Service {
        Watcher(
            type,
            selecting: selection,
            client: client,
            store: store,
            reachability: reachability,
            logger: logger
        )
    }

    /// Asks until the API server answers; nil when the task is cancelled before.
    private func discoverVersions() async -> ServedVersions? {
        while !Task.isCancelled {
            do throws(ClientError) {
                return try await newestVersions()
            } catch {
                reachability.failed(error)
                try? await Task.sleep(for: .seconds(1))
            }
        }
        return nil
    }

    private func newestVersions() async throws(ClientError) -> ServedVersions {
        let scaler = BuiltInTypes.horizontalPodAutoscalers
        let candidates = BuiltInTypes.horizontalPodAutoscalerVersions
        let discovery = try await client.discover(candidates.map { scaler.version($0).apiVersion })
        reachability.succeeded()
        return ServedVersions(horizontalPodAutoscalers: discovery.best(of: candidates, for: scaler) ?? scaler)
    }
}
