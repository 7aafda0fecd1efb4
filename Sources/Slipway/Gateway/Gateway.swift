import ControllerRuntime
import KubernetesClient
import KubernetesCore
import Logging
import Metrics
import ServiceLifecycle
import ServingCore
import Synchronization

/// The gateway's work: keeps HAProxy like the cluster until told to stop, then lets it finish what it has.
final class Gateway: ServiceLifecycle.Service {
    /// What stops it before it is told to.
    struct HAProxyEnded: Error, CustomStringConvertible {
        var description: String { "HAProxy has ended by itself; its last words are above" }
    }

    /// How long changes are gathered before they are made, so that a rollout is not a hundred changes.
    private static let pause = Duration.milliseconds(50)
    /// How long to wait after a failure, and for the last requests of replicas that have gone.
    private static let retry = Duration.seconds(5)

    private let client: Client
    private let namespace: String?
    private let reachability: Reachability
    private let ownPod: ObjectKey?
    private let defaultCertificate: ObjectKey?
    private let reservedHosts: Set<String>
    private let drain: Duration
    private let haproxy: HAProxy
    private let proxy: GatewayProxy
    private let sampler: UtilizationSampler
    private let certificates: CertificateChecks
    private let reporter: GatewayReporter
    private let metrics: GatewayMetrics
    private let requests: RequestMetrics
    private let deploymentMetrics: DeploymentMetrics
    private let logger: Logger
    private let stores = GatewayStores()
    private let capacities = Mutex<[ObjectKey: GatewayPlan.Capacity]>([:])
    private let problem = Mutex<String?>("HAProxy has not been started yet")

    /// - Parameters:
    ///   - namespace: the only one whose InferenceServices are served; nil: all.
    ///   - ownPod: nil outside of pods, where there is no other gateway.
    ///   - defaultCertificate: the Secret with the certificate for names that have no other.
    ///   - reservedHosts: host names that no InferenceService gets.
    ///   - drain: how long new requests are still taken after the signal to stop, while clients learn to go elsewhere.
    init(
        client: Client,
        namespace: String?,
        reachability: Reachability,
        ownPod: ObjectKey?,
        defaultCertificate: ObjectKey?,
        reservedHosts: Set<String>,
        drain: Duration,
        haproxy: HAProxy,
        metricsFactory: any MetricsFactory,
        logger: Logger
    ) {
        self.client = client
        self.namespace = namespace
        self.reachability = reachability
        self.ownPod = ownPod
        self.defaultCertificate = defaultCertificate
        self.reservedHosts = reservedHosts
        self.drain = drain
        self.haproxy = haproxy
        proxy = GatewayProxy(haproxy: haproxy, logger: logger)
        sampler = UtilizationSampler(admin: haproxy.admin)
        certificates = CertificateChecks(haproxy: haproxy)
        reporter = GatewayReporter(client: client, clock: .system, logger: logger)
        metrics = GatewayMetrics(factory: metricsFactory)
        requests = RequestMetrics(factory: metricsFactory)
        deploymentMetrics = DeploymentMetrics(factory: metricsFactory)
        self.logger = logger
    }

    /// Why this gateway is to get no requests; nil when it answers them.
    var unreadiness: String? { problem.withLock { $0 } }

    /// What it says of the requests that it has, in JSON; nil while it does not know.
    var utilization: String? {
        sampler.report.flatMap { try? JSONValue(encoding: $0) }.map { String(decoding: $0.jsonBytes, as: UTF8.self) }
    }

    /// Brings the metrics that tell of the present up to date.
    func updateMetrics() { deploymentMetrics.record(capacities.withLock { $0 }, sampler.report) }

    func run() async throws {
        let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        stores.observe { change.yield() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            // Not told of the shutdown: while clients learn to go elsewhere, the cluster still has to be followed.
            let watches = Task.detached { [self] in await watch() }
            defer { watches.cancel() }
            await cancelWhenGracefulShutdown { [stores] in await stores.waitUntilSynced() }
            guard stores.isSynced else { return }
            // What of it could not be checked is checked again with the first change, and all objects are changes to begin with.
            let (plan, report, _) = await plan()
            count(plan)
            try await proxy.prepare(plan)
            await reporter.report(report, on: stores.inferenceServices.objects)
            group.addTask { [self] in try await serve(changes) }
            let output = HAProxyOutput(requests: requests, logger: logger)
            try await haproxy.run(onLine: output.take)
            group.cancelAll()
        }
        guard Task.isShuttingDownGracefully else { throw HAProxyEnded() }
    }

    private func watch() async {
        let factory = WatcherFactory(client: client, namespace: namespace, reachability: reachability, logger: logger)
        let watchers = stores.watchers(in: ownPod?.namespace ?? "slipway-system", by: factory)
        await withDiscardingTaskGroup { group in
            for watcher in watchers { group.addTask { try? await watcher.run() } }
        }
    }

    /// Follows the cluster from when HAProxy answers, until it is to stop.
    private func serve(_ changes: AsyncStream<Void>) async throws {
        do {
            try await haproxy.waitUntilServing(1)
            problem.withLock { $0 = nil }
            logger.notice("serving")
        } catch {
            haproxy.stop()
            throw error
        }
        await withDiscardingTaskGroup { group in
            group.addTask { [self] in await follow(changes) }
            group.addTask { [self] in await deleteRetired() }
            group.addTask { [self] in await sampler.run { await self.proxy.loads } }
            try? await gracefulShutdown()
            problem.withLock { $0 = "it is shutting down" }
            logger.notice("shutting down", metadata: ["drain": "\(drain)"])
            try? await Task.sleep(for: drain)
            group.cancelAll()
        }
        haproxy.stop()
    }

    /// - Returns: also why some certificates could not be checked.
    private func plan() async -> (GatewayPlan, GatewayReport, (any Error)?) {
        var cluster = stores.cluster(ownPod: ownPod)
        cluster.defaultCertificate = defaultCertificate
        cluster.reservedHosts = reservedHosts
        let keys = cluster.certificateKeys
        let secrets = stores.certificates.objects.filter { keys.contains($0.metadata.key) }
        let outcome = await certificates.check(
            keys,
            Dictionary(secrets.map { ($0.metadata.key, $0) }) { first, _ in first }
        )
        cluster.certificates = outcome.certificates
        if let key = defaultCertificate, let problem = outcome.problems[key] {
            logger.warning("the default certificate is not served", metadata: ["reason": "\(problem)"])
        }
        var report = GatewayReport()
        report.certificates = outcome.problems
        return (GatewayPlan(cluster), report, outcome.failure)
    }

    /// Has the requests that come now counted as those of `plan`.
    private func count(_ plan: GatewayPlan) {
        requests.follow(plan)
        capacities.withLock { $0 = plan.capacities }
    }

    private func follow(_ changes: AsyncStream<Void>) async {
        for await _ in changes {
            try? await Task.sleep(for: Self.pause)
            while !Task.isCancelled, await !update() { try? await Task.sleep(for: Self.retry) }
        }
    }

    private func deleteRetired() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.retry)
            await proxy.deleteRetired()
        }
    }

    /// - Returns: whether HAProxy does now what the cluster says.
    private func update() async -> Bool {
        let start = ContinuousClock.now
        var (plan, report, failure) = await plan()
        do {
            try await proxy.apply(plan)
            count(plan)
            await reporter.report(report, on: stores.inferenceServices.objects)
            if let failure { throw failure }
            metrics.updated(after: ContinuousClock.now - start, loads: await proxy.loads)
            return true
        } catch {
            metrics.failed()
            if case .refused(let words) = error as? HAProxy.Failure {
                report.refusal = words
                let inForce = await proxy.plan
                report.affected = Set(
                    stores.inferenceServices.objects.map(\.metadata.key).filter { !plan.serves($0, like: inForce) }
                )
                await reporter.report(report, on: stores.inferenceServices.objects)
            }
            let metadata: Logger.Metadata = ["error": "\(error)"]
            logger.error("what was in force before stays in force", metadata: metadata)
            return false
        }
    }
}
