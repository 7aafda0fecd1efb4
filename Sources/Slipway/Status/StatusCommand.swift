import ArgumentParser
import Glibc
import KubernetesClient
import KubernetesCore
import Logging
import Metrics
import ServingCore

struct StatusCommand: AsyncParsableCommand {
    enum Output: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows a cluster's InferenceServices with their ModelDeployments and pods, and its ComputeTargets."
    )

    @OptionGroup(title: "Cluster")
    var connection: ConnectionOptions

    @Option(name: .shortAndLong, help: "The namespace to look into. Default: all.")
    var namespace: String?

    @Flag(name: .shortAndLong, help: "Show it anew whenever it has changed, until Ctrl-C.")
    var watch = false

    @Option(name: .shortAndLong, help: "The form of it.")
    var output = Output.text

    func run() async throws {
        let transport = CurlTransport()
        defer { transport.shutDown() }
        var logger = Logger(label: "slipway") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let client = try connection.client(transport: transport, metrics: NOOPMetricsHandler.instance, logger: logger)
        let scalers = try await servedScalers(client)
        var shown: String?
        repeat {
            let text = text(of: try await tree(client, scalers).nodes)
            if text != shown {
                // A terminal shows one state, a file all of them.
                let clearance = watch && isTerminal ? "\u{1b}[H\u{1b}[2J" : ""
                try OutputTarget.standardOutput.write("\(clearance)\(text)\n")
                shown = text
            }
            if watch { try await Task.sleep(for: .seconds(1)) }
        } while watch
    }

    private var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    private func text(of nodes: [StatusNode]) -> String {
        switch output {
        case .json: return JSONValue.array(nodes.map(\.json)).jsonText
        case .text:
            let lines = StatusText(isDrawn: isTerminal).lines(nodes)
            return lines.isEmpty
                ? "there is neither an InferenceService nor a ModelDeployment" : lines.joined(separator: "\n")
        }
    }

    private func servedScalers(_ client: Client) async throws -> ResourceType {
        let type = BuiltInTypes.horizontalPodAutoscalers
        let versions = BuiltInTypes.horizontalPodAutoscalerVersions
        return try await client.discover(versions.map { type.version($0).apiVersion }).best(of: versions, for: type)
            ?? type
    }

    private func tree(_ client: Client, _ scalers: ResourceType) async throws -> StatusTree {
        StatusTree(
            inferenceServices: try await client.list(ServingAPI.inferenceServices, in: namespace),
            modelDeployments: try await client.list(ServingAPI.modelDeployments, in: namespace),
            scalers: try await client.list(scalers, in: namespace, selecting: Labels.selection),
            pods: try await client.list(BuiltInTypes.pods, in: namespace, selecting: Labels.selection),
            computeTargets: try await client.list(ServingAPI.computeTargets)
        )
    }
}
