import ArgumentParser
import ControllerRuntime
import FoundationEssentials
import Glibc
import KubernetesClient
import KubernetesCore
import Logging
import Metrics
import ServiceLifecycle
import ServingCore
import UnixSignals

struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract:
            "Runs the front end: takes the requests of all InferenceServices, checks their keys, queues and passes them on."
    )

    @OptionGroup(title: "Cluster")
    var connection: ConnectionOptions

    @Option(help: ArgumentHelp("Where /healthz, /readyz and /metrics are served.", valueName: "host:port"))
    var healthAddress = ":8081"

    @Option(help: "The port for clients.")
    var httpPort = 8080

    @Option(help: "The port for the other gateway pods.")
    var peerPort = 8090

    @Option(help: "The port of HAProxy's own /metrics, about requests.")
    var metricsPort = 8404

    @Option(help: "How many threads HAProxy has. Default: as many as there are processors.")
    var threads: Int?

    @Option(help: ArgumentHelp("The folder for HAProxy's files; made if it is missing.", valueName: "folder"))
    var folder = "/run/slipway"

    @Option(help: ArgumentHelp("The HAProxy to run, 2.6 or newer.", valueName: "program"))
    var haproxy = "haproxy"

    @Option(help: "Seconds for which new requests are still taken after SIGTERM, while clients learn to go elsewhere.")
    var drainSeconds = 10

    @OptionGroup(title: "Logging")
    var logging: LoggingOptions

    func validate() throws {
        for port in [httpPort, peerPort, metricsPort] where !(1...65_535).contains(port) {
            throw ValidationError("\(port) is no port; ports are 1 to 65535")
        }
        guard Set([httpPort, peerPort, metricsPort]).count == 3 else {
            throw ValidationError("--http-port, --peer-port and --metrics-port must differ")
        }
        guard threads.map({ (1...64).contains($0) }) ?? true else { throw ValidationError("--threads must be 1 to 64") }
        guard drainSeconds >= 0 else { throw ValidationError("--drain-seconds must not be negative") }
        guard GatewaySettings.Folder(folder) != nil else {
            throw ValidationError(
                "--folder must be an absolute path of at most 80 letters, digits, dashes, dots and slashes, not \(folder)"
            )
        }
    }

    func run() async throws {
        FreedMemory.useOneHeap()
        let logger = logging.logger()
        let registry = PrometheusRegistry(logger: logger)
        let environment = ProcessInfo.processInfo.environment
        Meter(label: "slipway_build_info", dimensions: [("version", Slipway.version)], factory: registry).set(1)
        let transport = CurlTransport()
        defer { transport.shutDown() }
        let client = try connection.client(transport: transport, metrics: registry, logger: logger)
        logger.notice("starting", metadata: ["version": "\(Slipway.version)"])

        let gateway = Gateway(
            client: client,
            reachability: Reachability(logger: logger),
            ownPod: try ownPod(environment),
            drain: .seconds(drainSeconds),
            haproxy: HAProxy(program: haproxy, settings: try settings(environment), logger: logger),
            metricsFactory: registry,
            logger: logger
        )
        let health = try HealthServer(
            address: healthAddress,
            registry: registry,
            readiness: [HealthServer.Check(name: "haproxy") { gateway.unreadiness }],
            documents: [HealthServer.Document(path: UtilizationReport.path) { gateway.utilization }],
            logger: logger
        )
        let services = [health, FreedMemory(), gateway] as [any ServiceLifecycle.Service]
        let group = ServiceGroupConfiguration(
            services: services.map { service in
                // HAProxy ends when the last request is done; so does the process then.
                .init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        try await ServiceGroup(configuration: group).run()
        logger.notice("stopped")
    }

    private func settings(_ environment: [String: String]) throws -> GatewaySettings {
        guard let folder = GatewaySettings.Folder(folder) else { throw ValidationError("--folder is no path") }
        var settings = GatewaySettings(folder: folder)
        settings.httpPort = httpPort
        settings.peerPort = peerPort
        settings.metricsPort = metricsPort
        settings.threads = threads
        settings.ownAddress = environment["POD_IP"].flatMap(ReplicaAddress.init)
        return settings
    }

    /// As the pod's manifest tells by the downward API; nil outside of pods.
    private func ownPod(_ environment: [String: String]) throws -> ObjectKey? {
        guard let name = environment["POD_NAME"] else { return nil }
        return ObjectKey(
            namespace: try ClusterConfiguration.podNamespace(environment: environment) ?? "slipway-system",
            name: name
        )
    }
}
