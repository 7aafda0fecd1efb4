import ArgumentParser
import ControllerRuntime
import FoundationEssentials
import Glibc
import KubernetesClient
import Logging
import Metrics
import ServiceLifecycle
import ServingCore
import UnixSignals

struct ControllerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "controller",
        abstract:
            "Runs the operator: turns custom resources into Deployments, Services and scalers, and keeps them right."
    )

    @OptionGroup(title: "Cluster")
    var connection: ConnectionOptions

    @OptionGroup
    var watch: WatchOptions

    @Option(help: ArgumentHelp("Where /healthz, /readyz and /metrics are served.", valueName: "host:port"))
    var healthAddress = ":8081"

    @OptionGroup(title: "Leader election")
    var leaderElection: LeaderElectionOptions

    @OptionGroup(title: "Pods")
    var serving: ServingArguments

    @Option(
        name: .customLong("gateway-url"),
        help: ArgumentHelp(
            "Where clients find the gateway, such as https://models.example.com. Default: the address of its Service.",
            valueName: "url"
        )
    )
    var gatewayURL: String?

    @OptionGroup
    var reservedHosts: ReservedHosts

    @Option(
        name: .customLong("metrics-api-address"),
        help: ArgumentHelp(
            "Where the API server finds custom.metrics.k8s.io, by which replicas are scaled. Default: it is not served, and "
                + "CPU counts.",
            valueName: "host:port"
        )
    )
    var metricsAPIAddress: String?

    @Option(help: "How many objects are reconciled at the same time.")
    var workers = 4

    @OptionGroup(title: "Logging")
    var logging: LoggingOptions

    func validate() throws {
        if let gatewayURL, !gatewayURL.hasPrefix("http://"), !gatewayURL.hasPrefix("https://") {
            throw ValidationError("--gateway-url must begin with http:// or https://, not \(gatewayURL)")
        }
        if let metricsAPIAddress, ListenAddress(metricsAPIAddress) == nil {
            throw ValidationError(
                "--metrics-api-address \"\(metricsAPIAddress)\" is no address to listen on; write host:port, [IPv6]:port, "
                    + "or :port for all addresses of the machine"
            )
        }
        guard metricsAPIAddress == nil || watch.watchNamespace == nil else {
            throw ValidationError(
                "--metrics-api-address and --watch-namespace exclude each other, since a cluster has one metrics API for all "
                    + "namespaces; without it, CPU counts"
            )
        }
        guard workers >= 1 else { throw ValidationError("--workers must be at least 1") }
    }

    func run() async throws {
        FreedMemory.keepLittle()
        let logger = logging.logger()
        let registry = PrometheusRegistry(logger: logger)
        let environment = ProcessInfo.processInfo.environment
        Meter(label: "slipway_build_info", dimensions: [("version", Slipway.version)], factory: registry).set(1)
        let transport = CurlTransport()
        defer { transport.shutDown() }
        // Of their own, since whoever does not answer there says nothing of the connection to the API server.
        let gatewayTransport = CurlTransport()
        defer { gatewayTransport.shutDown() }
        let client = try connection.client(transport: transport, metrics: registry, logger: logger)
        let reachability = Reachability(logger: logger)
        let server = client.configuration.server
        logger.notice("starting", metadata: ["version": "\(Slipway.version)", "server": "\(server)"])

        let elector = try leaderElection.lease(watching: watch.watchNamespace, environment: environment).map { lease in
            let times = try leaderElection.times
            // On the same connection: a renewal without an answer is the first sign that it is dead.
            var leaseClient = client
            leaseClient.userAgent += " leader-election"
            leaseClient.requestTimeout = times.renewDeadline * 0.4
            return LeaderElector(
                lease: lease,
                identity: "\(ProcessInfo.processInfo.hostName)_\(UUID().uuidString.lowercased())",
                times: times,
                client: leaseClient,
                fieldManager: .slipway,
                reachability: reachability,
                metricsFactory: registry,
                logger: logger
            )
        }
        let controllers = Operator(
            client: client,
            namespace: watch.watchNamespace,
            elector: elector,
            reachability: reachability,
            options: serving.options,
            gateway: GatewayPlace(
                namespace: try ClusterConfiguration.podNamespace(environment: environment) ?? "slipway-system",
                address: gatewayURL.map { GatewayAddress(url: $0.hasSuffix("/") ? String($0.dropLast()) : $0) },
                reservedHosts: Set(reservedHosts.names)
            ),
            metricsAPI: metricsAPIAddress.flatMap(ListenAddress.init).map { address in
                MetricsAPIPlace(address: address, transport: gatewayTransport)
            },
            workers: workers,
            metrics: registry,
            logger: logger
        )
        let health = try HealthServer(
            address: healthAddress,
            registry: registry,
            readiness: [HealthServer.Check(name: "caches") { controllers.unreadiness }],
            logger: logger
        )
        var group = ServiceGroupConfiguration(
            services: [health, FreedMemory(), controllers],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        // Kubernetes' own default for the time between a pod's SIGTERM and its SIGKILL.
        group.maximumGracefulShutdownDuration = .seconds(30)
        try await ServiceGroup(configuration: group).run()
        logger.notice("stopped")
    }
}
