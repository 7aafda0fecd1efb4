import ArgumentParser
import FoundationEssentials
import KubernetesClient
import Logging
import Metrics

/// Which API server a command talks to.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "The kubeconfig file. Default: KUBECONFIG, the pod's service account, ~/.kube/config.")
    var kubeconfig: String?

    @Option(help: "The context of the kubeconfig to use instead of its current one.")
    var context: String?

    func configuration() throws -> ClusterConfiguration {
        try ClusterConfiguration.load(
            explicitPath: kubeconfig,
            context: context,
            environment: ProcessInfo.processInfo.environment
        )
    }

    func client(transport: any HTTPTransport, metrics: any MetricsFactory, logger: Logger) throws -> Client {
        Client(
            configuration: try configuration(),
            transport: transport,
            userAgent: Slipway.userAgent,
            metricsFactory: metrics,
            logger: logger
        )
    }
}
