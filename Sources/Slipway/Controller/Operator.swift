import ControllerRuntime
import FoundationEssentials
import KubernetesClient
import KubernetesCore
import Logging
import ServiceLifecycle
import ServingCore
import Synchronization

/// What is learnt of the API server before anything else.
private struct Server {
    let versions: ServedVersions
    /// Such as `v1.29.4`.
    let kubernetesVersion: String
}

/// Where the controller finds the gateway, to tell clients.
struct GatewayPlace {
    let namespace: String
    /// nil: as the gateway's Service in that namespace says.
    let address: GatewayAddress?
    /// Host names that no InferenceService gets.
    let reservedHosts: Set<String>
}

/// Where the metrics API is served, and by what it reaches the gateways.
struct MetricsAPIPlace {
    let address: ListenAddress
    let transport: any HTTPTransport
}

/// The operator's work: learns what the API server knows, then runs the watches and controllers until told to stop.
final class Operator: ServiceLifecycle.Service {
    private let client: Client
    private let namespace: String?
    private let elector: LeaderElector?
    private let reachability: Reachability
    private let options: ServingOptions
    private let gateway: GatewayPlace
    private let metricsAPI: MetricsAPIPlace?
    /// nil where no metrics are served.
    private let utilization: UtilizationReader?
    private let workers: Int
    private let metrics: PrometheusRegistry
    private let events: EventRecorder
    private let logger: Logger
    private let stores: Stores

    /// - Parameters:
    ///   - namespace: the only one whose objects are looked after; nil: all.
    ///   - elector: decides when this process may write; nil: at any time.
    ///   - metricsAPI: nil where no metrics are served.
    init(
        client: Client,
        namespace: String?,
        elector: LeaderElector?,
        reachability: Reachability,
        options: ServingOptions,
        gateway: GatewayPlace,
        metricsAPI: MetricsAPIPlace?,
        workers: Int,
        metrics: PrometheusRegistry,
        logger: Logger
    ) {
        self.client = client
        self.namespace = namespace
        self.elector = elector
        self.reachability = reachability
        self.options = options
        self.gateway = gateway
        self.metricsAPI = metricsAPI
        let metricsStores = metricsAPI.map { _ in MetricsStores(namespace: gateway.namespace) }
        stores = Stores(metrics: metricsStores)
        utilization = metricsAPI.flatMap { place in
            metricsStores.map { UtilizationReader(pods: $0.gatewayPods, transport: place.transport) }
        }
        self.workers = workers
        self.metrics = metrics
        self.logger = logger
        events = EventRecorder(
            client: client,
            controller: "slipway-controller",
            host: ProcessInfo.processInfo.hostName,
            metricsFactory: metrics,
            logger: logger
        )
    }

    /// Why no work could be done yet; nil once the whole state is known, whoever leads.
    var unreadiness: String? {
        guard stores.isSynced else { return "not all kinds have been listed yet" }
        return elector?.isSynced == false ? "it is not known yet who leads" : nil
    }

    func run() async throws {
        guard let server = await cancelWhenGracefulShutdown({ await self.discover() }) else { return }
        let controllers = [
            computeTargetController(server), modelController(), modelDeploymentController(server),
            inferenceServiceController(), metricsAPIController(), fastScaleUpController(),
        ].compactMap { $0 }
        // In the reverse order everything is ended: the last events come from the controllers, and the lease is given back
        // when nothing writes any more.
        let services: [any ServiceLifecycle.Service] =
            watchers(server.versions) + metricsAPIServices + [elector].compactMap { $0 } + [events] + controllers
        try await ServiceGroup(services: services, logger: logger).run()
    }

    /// nil where ComputeTargets, which are the whole cluster's, are only read.
    private func computeTargetController(_ server: Server) -> Controller? {
        guard namespace == nil else { return nil }
        let queue = queue("computetarget")
        stores.triggerComputeTargets(queue)
        let reconciler = ComputeTargetReconciler(
            stores: stores,
            statusWriter: StatusWriter(client: client, fieldManager: .slipway),
            events: events,
            kubernetesVersion: server.kubernetesVersion,
            clock: .system
        )
        return controller("computetarget", queue, reconciler)
    }

    private func modelController() -> Controller {
        let queue = queue("model")
        stores.triggerModels(queue)
        let reconciler = ModelReconciler(
            stores: stores,
            client: client,
            statusWriter: StatusWriter(client: client, fieldManager: .slipway),
            events: events,
            clock: .system
        )
        return controller("model", queue, reconciler)
    }

    private func modelDeploymentController(_ server: Server) -> Controller {
        let queue = queue("modeldeployment")
        let applier = Applier(client: client, fieldManager: .slipway)
        stores.triggerModelDeployments(
            queue,
            noticedBy: applier,
            server.versions
        )
        // Elsewhere the status of ComputeTargets says it; here nobody writes that.
        if namespace != nil { stores.triggerByNodes(queue) }
        stores.triggerScalers(queue)
        let reconciler = ModelDeploymentReconciler(
            stores: stores,
            client: client,
            applier: applier,
            statusWriter: StatusWriter(client: client, fieldManager: .slipway),
            events: events,
            options: options,
            versions: server.versions,
            kubernetesVersion: server.kubernetesVersion,
            clock: .system
        )
        return controller("modeldeployment", queue, reconciler)
    }

    private func inferenceServiceController() -> Controller {
        let queue = queue("inferenceservice")
        stores.triggerInferenceServices(queue)
        let reconciler = InferenceServiceReconciler(
            stores: stores,
            client: client,
            statusWriter: StatusWriter(client: client, fieldManager: .slipway),
            events: events,
            gateway: gateway.address,
            reservedHosts: gateway.reservedHosts,
            clock: .system
        )
        return controller("inferenceservice", queue, reconciler)
    }

    /// nil where no metrics are served.
    private func metricsAPIController() -> Controller? {
        guard let metrics = stores.metrics else { return nil }
        let queue = queue("metricsapi")
        metrics.triggerRegistration(queue)
        queue.add(MetricsAPIReconciler.key)
        let reconciler = MetricsAPIReconciler(stores: metrics, client: client, clock: .system)
        return controller("metricsapi", queue, reconciler)
    }

    /// nil where no metrics are served.
    private func fastScaleUpController() -> Controller? {
        guard let utilization else { return nil }
        let queue = queue("fastscaleup")
        stores.triggerFastScaleUps(queue)
        let reconciler = FastScaleUpReconciler(stores: stores, reader: utilization, client: client)
        return controller("fastscaleup", queue, reconciler)
    }

    /// Leaders and standbys alike answer, since requests come to any of them.
    private var metricsAPIServices: [any ServiceLifecycle.Service] {
        guard let metrics = stores.metrics, let metricsAPI, let utilization else { return [] }
        let handler = MetricsAPIHandler(
            stores: stores,
            metrics: metrics,
            reader: utilization,
            reviewer: AccessReviewer(client: client),
            clock: .system
        )
        return [MetricsAPIServer(address: metricsAPI.address, stores: metrics, handler: handler, logger: logger)]
    }

    private func queue(_ controller: String) -> WorkQueue {
        let queue = WorkQueue(name: controller, metricsFactory: metrics)
        metrics.beforeText(queue.updateMetrics)
        return queue
    }

    private func controller(_ name: String, _ queue: WorkQueue, _ reconciler: any Reconciler) -> Controller {
        Controller(
            name: name,
            queue: queue,
            reconciler: reconciler,
            workers: workers,
            waitToStart: waitToStart,
            metricsFactory: metrics,
            logger: logger
        )
    }

    private func waitToStart() async {
        await stores.waitUntilSynced()
        await elector?.waitUntilLeading()
    }

    private func watchers(_ versions: ServedVersions) -> [any ServiceLifecycle.Service] {
        let factory = WatcherFactory(client: client, namespace: namespace, reachability: reachability, logger: logger)
        return [
            factory.watcher(ServingAPI.computeTargets, stores.computeTargets),
            factory.watcher(BuiltInTypes.nodes, stores.nodes),
            factory.watcher(ServingAPI.modelDeployments, stores.modelDeployments),
            factory.watcher(ServingAPI.models, stores.models),
            factory.watcher(BuiltInTypes.configMaps, stores.configMaps),
            factory.watcher(BuiltInTypes.deployments, stores.deployments, Labels.selection),
            factory.watcher(BuiltInTypes.services, stores.services, Labels.selection),
            factory.watcher(versions.horizontalPodAutoscalers, stores.horizontalPodAutoscalers, Labels.selection),
            factory.watcher(versions.podDisruptionBudgets, stores.podDisruptionBudgets, Labels.selection),
            factory.watcher(BuiltInTypes.networkPolicies, stores.networkPolicies, Labels.selection),
            factory.watcher(BuiltInTypes.pods, stores.pods, Labels.selection),
            factory.watcher(BuiltInTypes.events, stores.podWarnings, Selection(fields: Event.podPreparationFields)),
            factory.watcher(ServingAPI.inferenceServices, stores.inferenceServices),
            factory.watcher(BuiltInTypes.secrets, stores.keys, KeysSecret.selection),
            factory.watcher(
                BuiltInTypes.services,
                in: gateway.namespace,
                stores.gatewayService,
                Selection(fields: "metadata.name=\(GatewayAddress.serviceName)")
            ),
        ] + (stores.metrics?.watchers(by: factory) ?? [])
    }

    /// Asks until the API server answers; nil when the task is cancelled before.
    private func discover() async -> Server? {
        while !Task.isCancelled {
            do throws(ClientError) {
                return try await server()
            } catch {
                reachability.failed(error)
                try? await Task.sleep(for: .seconds(1))
            }
        }
        return nil
    }

    private func server() async throws(ClientError) -> Server {
        let scaler = BuiltInTypes.horizontalPodAutoscalers
        let scalers = BuiltInTypes.horizontalPodAutoscalerVersions
        let budget = BuiltInTypes.podDisruptionBudgets
        let budgets = BuiltInTypes.podDisruptionBudgetVersions
        let groups = scalers.map { scaler.version($0).apiVersion } + budgets.map { budget.version($0).apiVersion }
        let discovery = try await client.discover(groups)
        let kubernetesVersion = try await client.serverVersion()
        reachability.succeeded()
        let served = ServedVersions(
            horizontalPodAutoscalers: discovery.best(of: scalers, for: scaler) ?? scaler,
            podDisruptionBudgets: discovery.best(of: budgets, for: budget) ?? budget,
            budgetsLetUnreadyGo: KubernetesVersion(kubernetesVersion)?.letsUnreadyGo ?? false
        )
        return Server(versions: served, kubernetesVersion: kubernetesVersion)
    }
}
