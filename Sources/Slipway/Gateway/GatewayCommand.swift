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

    @OptionGroup
    var watch: WatchOptions

    @Option(help: ArgumentHelp("Where /healthz, /readyz and /metrics are served.", valueName: "host:port"))
    var healthAddress = ":8081"

    @Option(help: "The port for clients.")
    var httpPort = 8080

    @Option(help: "The port for clients with TLS.")
    var httpsPort = 8443

    @Option(
        help: ArgumentHelp(
            "The Secret with the certificate for host names that have no other. Default: none, and they get no connection.",
            valueName: "namespace/name"
        )
    )
    var defaultCertificate: String?

    @OptionGroup
    var reservedHosts: ReservedHosts

    @Option(help: "The port for the other gateway pods.")
    var peerPort = 8090

    @Option(help: "The port of HAProxy's own /metrics, about requests.")
    var metricsPort = 8404

    @Option(
        help: """
            How many threads HAProxy has. With more than one, a replica may for an instant get more requests than its \
            maxConcurrentPerReplica; more gateway pods are the way to more throughput.
            """
    )
    var threads = 1

    @Option(help: ArgumentHelp("The folder for HAProxy's files; made if it is missing.", valueName: "folder"))
    var folder = "/run/slipway"

    @Option(help: ArgumentHelp("The HAProxy to run, 2.6 or newer.", valueName: "program"))
    var haproxy = "haproxy"

    @Option(help: "Seconds for which new requests are still taken after SIGTERM, while clients learn to go elsewhere.")
    var drainSeconds = 10

    @OptionGroup(title: "Logging")
    var logging: LoggingOptions

    func validate() throws {
        let ports = [httpPort, httpsPort, peerPort, metricsPort]
        for port in ports where !(1...65_535).contains(port) {
            throw ValidationError("\(port) is no port; ports are 1 to 65535")
        }
        guard Set(ports).count == ports.count else {
            throw ValidationError("--http-port, --https-port, --peer-port and --metrics-port must differ")
        }
        guard defaultCertificate == nil || defaultCertificateKey != nil else {
            throw ValidationError(
                "--default-certificate must be the namespace and name of a Secret with a slash between"
            )
        }
        if let watched = watch.watchNamespace, let key = defaultCertificateKey, key.namespace != watched {
            throw ValidationError(
                "--default-certificate must be in the namespace \(watched), since --watch-namespace leaves out all others"
            )
        }
        guard (1...64).contains(threads) else { throw ValidationError("--threads must be 1 to 64") }
        guard drainSeconds >= 0 else { throw ValidationError("--drain-seconds must not be negative") }
        guard GatewaySettings.Folder(folder) != nil else {
            throw ValidationError(
                "--folder must be an absolute path of at most 80 letters, digits, dashes, dots and slashes, not \(folder)"
            )
        }
    }

    func run() async throws {
        FreedMemory.keepLittle()
        let logger = logging.logger()
        let registry = PrometheusRegistry(definitions: .gateway, logger: logger)
        let environment = ProcessInfo.processInfo.environment
        Meter(label: "slipway_build_info", dimensions: [("version", Slipway.version)], factory: registry).set(1)
        let transport = CurlTransport()
        defer { transport.shutDown() }
        // Of their own, since whoever does not answer there says nothing of the connection to the API server.
        let replicaTransport = CurlTransport()
        defer { replicaTransport.shutDown() }
        let client = try connection.client(transport: transport, metrics: registry, logger: logger)
        logger.notice("starting", metadata: ["version": "\(Slipway.version)"])

        let settings = try settings(environment)
        let gateway = Gateway(
            client: client,
            namespace: watch.watchNamespace,
            reachability: Reachability(logger: logger),
            ownPod: try ownPod(environment),
            defaultCertificate: defaultCertificateKey,
            reservedHosts: Set(reservedHosts.names),
            drain: .seconds(drainSeconds),
            haproxy: HAProxy(program: haproxy, settings: settings, logger: logger),
            metricsFactory: registry,
            logger: logger
        )
        registry.beforeText { gateway.updateMetrics() }
        let health = try HealthServer(
            address: healthAddress,
            registry: registry,
            readiness: [HealthServer.Check(name: "haproxy") { gateway.unreadiness }],
            documents: [HealthServer.Document(path: UtilizationReport.path) { gateway.utilization }],
            logger: logger
        )
        let documents = DocumentServer(settings: settings, transport: replicaTransport, logger: logger)
        let services = [health, FreedMemory(), documents, gateway] as [any ServiceLifecycle.Service]
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

    private var defaultCertificateKey: ObjectKey? {
        let parts = defaultCertificate?.split(separator: "/", omittingEmptySubsequences: false).map(String.init) ?? []
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        return ObjectKey(namespace: parts[0], name: parts[1])
    }

    private func settings(_ environment: [String: String]) throws -> GatewaySettings {
        guard let folder = GatewaySettings.Folder(folder) else { throw ValidationError("--folder is no path") }
        var settings = GatewaySettings(folder: folder)
        settings.httpPort = httpPort
        settings.httpsPort = httpsPort
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
