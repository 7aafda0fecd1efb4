import ArgumentParser
import KubernetesCore
import ServingCore
import SystemPackage

struct ValidateCommand: ParsableCommand {
    enum Output: String, CaseIterable, ExpressibleByArgument {
        case text, json, sarif
    }

    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks manifests without a cluster, and says what is wrong by file, line and field.",
        discussion: """
            Objects of Slipway's kinds are checked as an API server and the controller would check them, and what they \
            refer to is looked for among all files given. Exits with 1 if there are errors.
            """
    )

    @Argument(
        help: ArgumentHelp("Files, folders with YAML and JSON files, or - for the standard input.", valueName: "path")
    )
    var paths: [String]

    @Option(name: .shortAndLong, help: "The namespace of objects that name none.")
    var namespace = "default"

    @Option(name: .shortAndLong, help: "The form of the findings.")
    var output = Output.text

    @Flag(help: "Say nothing of what is referred to, but not in the files: the cluster may have it.")
    var allowMissingReferences = false

    @Flag(help: "Let warnings count as errors.")
    var warningsAsErrors = false

    @Flag(name: .shortAndLong, help: "Say on the standard error which documents are passed over.")
    var verbose = false

    func run() throws {
        let report = ValidationReport(
            ManifestDocuments(ManifestFiles(paths)),
            namespace: namespace,
            allowsMissingReferences: allowMissingReferences
        )
        if verbose {
            for note in report.notes { try FileDescriptor.standardError.writeAll((note.text + "\n").utf8) }
        }
        let findings = warningsAsErrors ? report.findings.map(\.asError) : report.findings
        let text =
            switch output {
            case .text: report.text(findings)
            case .json: findings.json
            case .sarif: SARIFLog(findings).json.jsonText
            }
        try OutputTarget.standardOutput.write(text + "\n")
        if findings.contains(where: { $0.severity == .error }) { throw ExitCode.failure }
    }
}
