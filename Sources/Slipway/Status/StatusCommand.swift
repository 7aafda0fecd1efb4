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
        let status = try await ClusterStatus(client, in: namespace)
        var screen = StatusScreen()
        var isFirst = true
        repeat {
            do {
                let tree = try await status.tree()
                if isFirst, output == .json { try say(tree.notes) }
                try write(screen.show(text(of: tree)))
            } catch let error as ClientError {
                // A server that restarts does not end it.
                if output == .json { try say([screen.say(error)]) } else { try write(screen.show(error)) }
            }
            isFirst = false
            if watch { try await Task.sleep(for: .seconds(1)) }
        } while watch
    }

    private var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    private func write(_ text: String?) throws {
        guard let text else { return }
        // A terminal shows one state, a file all of them.
        let clearance = watch && isTerminal ? "\u{1b}[H\u{1b}[2J" : ""
        try OutputTarget.standardOutput.write("\(clearance)\(text)\n")
    }

    /// To people, where programs read the output.
    private func say(_ texts: [String?]) throws {
        for text in texts.compactMap({ $0 }) { try OutputTarget.standardError.write(text + "\n") }
    }

    private func text(of tree: StatusTree) -> String {
        switch output {
        case .json: return JSONValue.array(tree.nodes.map(\.json)).jsonText
        case .text:
            let lines = StatusText(isDrawn: isTerminal).lines(tree.nodes)
            let shown = lines.isEmpty ? ["there is neither an InferenceService nor a ModelDeployment"] : lines
            return (shown + tree.notes).joined(separator: "\n")
        }
    }
}
