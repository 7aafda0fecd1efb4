import ArgumentParser
import ControllerRuntime
import FoundationEssentials
import Glibc
import KubernetesClient
import Logging
import Metrics
import ServiceLifecycle
import UnixSignals

struct ControllerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "controller",
        abstract:
            "Runs the operator: turns custom resources into Deployments, Services and scalers, and keeps them right."
    )

    @Option(help: "The kubeconfig file. Default: KUBECONFIG, the pod's service account, ~/.kube/config.")
    var kubeconfig: String?

    @Option(help: "The context of the kubeconfig to use instead of its current one.")
    var context: String?

    @Option(help: ArgumentHelp("Where /healthz, /readyz and /metrics are served.", valueName: "host:port"))
    var healthAddress = ":8081"

    @OptionGroup(title: "Leader election")
    var leaderElection: LeaderElectionOptions

    @OptionGroup(title: "Pods")
    var serving: ServingArguments

    @Option(help: "How many objects are reconciled at the same time.")
    var workers = 4

    @Option(
        help: "The least severe messages to log: trace, debug, info, notice, warning, error.",
        transform: Self.level
    )
    var logLevel = Logger.Level.info

    @Option(help: "How to log: json, or text for people. Default: text on a terminal, else json.")
    var logFormat: LogFormat?

    func validate() throws {
        guard workers >= 1 else { throw ValidationError("--workers must be at least 1") }
    }

    func run() async throws {
        FreedMemory.useOneHeap()
        let logger = makeLogger()
        let registry = PrometheusRegistry(logger: logger)
        let environment = ProcessInfo.processInfo.environment
        Meter(label: "slipway_build_info", dimensions: [("version", Slipway.version)], factory: registry).set(1)
        let configuration = try ClusterConfiguration.load(
            explicitPath: kubeconfig,
            context: context,
            environment: environment
        )
        let transport = CurlTransport()
        defer { transport.shutDown() }
        let client = Client(
            configuration: configuration,
            transport: transport,
            userAgent: Slipway.userAgent,
            metricsFactory: registry,
            logger: logger
        )
        let reachability = Reachability(logger: logger)
        let server = configuration.server
        logger.notice("starting", metadata: ["version": "\(Slipway.version)", "server": "\(server)"])

        let elector = try leaderElection.lease(environment: environment).map { lease in
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
            elector: elector,
            reachability: reachability,
            options: serving.options,
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

    private static func level(_ name: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: name) else { throw ValidationError("there is no log level \(name)") }
        return level
    }

    private func makeLogger() -> Logger {
        let format = logFormat ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        let output = LogOutput(STDERR_FILENO)
        LoggingSystem.bootstrap { _ in LineLogHandler(format: format, output: output) }
        var logger = Logger(label: "slipway")
        logger.logLevel = logLevel
        return logger
    }
}

extension LogFormat: ExpressibleByArgument {}
