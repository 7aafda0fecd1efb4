import ArgumentParser
import KubernetesCore
import ServingCore
import SystemPackage
import YAML

struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Prints the objects that the controller would make of manifests, without a cluster.",
        discussion: """
            Models and ConfigMaps that ModelDeployments refer to have to be among the manifests: kustomize build DIR | \
            slipway render -f - puts generated ones there. Owner references are left out, since only a cluster knows them. \
            Nothing is printed if anything is wrong.
            """
    )

    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: ArgumentHelp(
            "A file, a folder with YAML and JSON files, or - for the standard input; may be given several times.",
            valueName: "path"
        )
    )
    var paths: [String]

    @Option(name: .shortAndLong, help: "The namespace of objects that name none.")
    var namespace = "default"

    @Option(help: "Which version of Kubernetes the objects are for.")
    var targetKubernetesVersion = KubernetesVersion.newest

    @OptionGroup(title: "Pods")
    var serving: ServingArguments

    func run() throws {
        let files = ManifestDocuments(ManifestFiles(paths))
        let report = ValidationReport(files, namespace: namespace, allowsMissingReferences: true)
        let invalid = report.findings.filter { $0.severity == .error }
        guard invalid.isEmpty else { throw try Self.refusal(invalid) }

        let documents = files.documents.map(\.yaml)
        let rendering = Rendering(
            of: documents.map(\.value),
            namespace: namespace,
            for: targetKubernetesVersion,
            serving.options
        )
        let remarks = rendering.remarks.map { LocatedFinding($0, in: documents) }
        guard !remarks.contains(where: { $0.severity == .error }) else { throw try Self.refusal(remarks) }
        try Self.say(remarks)
        try OutputTarget.standardOutput.write(rendering.objects.yamlText)
    }

    private static func refusal(_ findings: [LocatedFinding]) throws -> ExitCode {
        try say(findings)
        return .failure
    }

    private static func say(_ findings: [LocatedFinding]) throws {
        for finding in findings { try FileDescriptor.standardError.writeAll((finding.text + "\n").utf8) }
    }
}
