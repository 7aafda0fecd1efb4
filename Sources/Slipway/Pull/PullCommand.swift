import ArgumentParser
import ControllerRuntime
import FoundationEssentials
import Glibc
import Logging
import ModelPull
import ServingCore

struct PullCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Downloads a model or code, verifies and unpacks it: the init container of a model's pods.",
        discussion: """
            URI is https://HOST/PATH, azureblob://ACCOUNT/CONTAINER/PATH (a blob, or all below a folder) or \
            oci://REGISTRY/REPOSITORY@sha256:DIGEST. What was pulled appears when all of it is verified, or not at all. \
            Exit codes: \(PullFailure.allCases.map { "\($0.exitCode) \($0.rawValue)" }.joined(separator: ", ")).
            """
    )

    @Argument(help: "Where the file, the archive or the artifact is.")
    var uri: String

    @Option(help: ArgumentHelp("The folder that gets it; made if it is missing.", valueName: "folder"))
    var to: String

    @Option(help: ArgumentHelp("The digest of the file or archive.", valueName: "hex"))
    var sha256: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Whether the archive is unpacked. Default: if its name ends with .tar.gz, .tgz or .zip."
    )
    var unpack: Bool?

    @Option(
        help: ArgumentHelp(
            """
            A folder with a file per key, as a Secret is mounted: accountKey or sasToken, token, username and password, \
            .dockerconfigjson, ca.crt.
            """,
            valueName: "folder"
        )
    )
    var credentials: String?

    @Option(
        help: "How many bytes may be downloaded, and unpacked. Default: what there is room for; 100 times an archive."
    )
    var maxSize: Int?

    @Flag(name: .customLong("allow-http"), help: "Allows sources, endpoints and registries without TLS.")
    var allowHTTP = false

    @Option(help: ArgumentHelp("Where Kubernetes reads why a container ended.", valueName: "file"))
    var terminationLog = "/dev/termination-log"

    @Option(help: "How to log: json, or text for people. Default: text on a terminal, else json.")
    var logFormat: LogFormat?

    @Flag(help: "Draw how far it is on a terminal, and log nothing.")
    var progressBar = false

    func validate() throws {
        guard !to.isEmpty else { throw ValidationError("--to must name a folder") }
        guard maxSize ?? 1 > 0 else { throw ValidationError("--max-size must be at least 1") }
    }

    func run() throws {
        let format = logFormat ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        let output = LogOutput(STDERR_FILENO)
        let handler: any LogHandler =
            progressBar ? SwiftLogNoOpLogHandler() : LineLogHandler(format: format, output: output)
        let logger = Logger(label: "slipway") { _ in handler }
        do throws(PullError) {
            try pull(logger)
        } catch {
            logger.error("\(error.sentence)", metadata: ["failure": "\(error.failure.rawValue)"])
            TerminationLog.write(error.terminationMessage, to: terminationLog)
            throw ExitCode(error.failure.exitCode)
        }
    }

    private func pull(_ logger: Logger) throws(PullError) {
        let path = WebAddress(uri)?.path ?? uri
        let arguments = PullArguments(
            uri: uri,
            directory: to,
            sha256: sha256,
            unpack: unpack ?? PullSource.isArchive(named: path),
            credentials: credentials
        )
        let pull = Pull(
            arguments,
            allowsHTTP: allowHTTP,
            limits: PullLimits(maximum: maxSize),
            environment: ProcessInfo.processInfo.environment
        )
        let staging = try Staging(for: to)
        StopSignal.onArrival { staging.remove() }
        let isDrawn = progressBar && isatty(STDOUT_FILENO) == 1
        try pull.run(staging, logger, bar: isDrawn ? ProgressBar(title: path, STDOUT_FILENO) : nil)
    }
}
