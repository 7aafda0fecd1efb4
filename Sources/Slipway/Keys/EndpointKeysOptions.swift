import ArgumentParser
import KubernetesClient
import KubernetesCore
import Logging
import Metrics

/// Whose keys a command is about.
struct EndpointKeysOptions: ParsableArguments {
    @Argument(help: "The InferenceService.")
    var name: String

    @Option(name: .shortAndLong, help: "Its namespace. Default: that of the kubeconfig's context.")
    var namespace: String?

    @OptionGroup(title: "Cluster")
    var connection: ConnectionOptions

    @discardableResult
    func keys<Value>(_ body: (EndpointKeys) async throws -> Value) async throws -> Value {
        let transport = CurlTransport()
        defer { transport.shutDown() }
        let configuration = try connection.configuration()
        let logger = Logger(label: "slipway") { _ in SwiftLogNoOpLogHandler() }
        let client = Client(
            configuration: configuration,
            transport: transport,
            userAgent: Slipway.userAgent,
            logger: logger
        )
        let key = ObjectKey(namespace: namespace ?? configuration.namespace, name: name)
        return try await body(EndpointKeys(service: key, client: client))
    }
}
