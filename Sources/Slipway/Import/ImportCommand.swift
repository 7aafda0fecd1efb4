import ArgumentParser
import FoundationEssentials
import KubernetesCore
import ServingCore
import YAML

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Makes manifests of the files that Azure ML v1's az ml model deploy takes.",
        discussion: """
            Tells of every key that it could not carry over, and why. The manifests hold Secrets if the files hold keys or \
            passwords. Apply them by kubectl apply --server-side, which also takes large ConfigMaps.
            """
    )

    @Option(help: ArgumentHelp("The inferenceconfig.json, of either generation.", valueName: "file"))
    var inferenceConfig: String

    @Option(help: ArgumentHelp("The deploymentconfig.json.", valueName: "file"))
    var deploymentConfig: String

    @Option(
        help: ArgumentHelp(
            "A model as NAME:VERSION, with =URI or =FILE for where it is; may be given several times.",
            valueName: "name:version"
        )
    )
    var model: [String]

    @Option(help: ArgumentHelp("The name of the service.", valueName: "service"))
    var name: String

    @Option(help: "The image that holds Python, azureml-inference-server-http and what the entry script imports.")
    var image: String?

    @Option(help: ArgumentHelp("The ComputeTarget to run on.", valueName: "name"))
    var computeTarget: String?

    @Option(help: "The namespace of the objects, in place of the file's.")
    var namespace: String?

    @Option(help: ArgumentHelp("Where the manifests go; - for the standard output.", valueName: "file"))
    var output = "-"

    @Option(help: ArgumentHelp("Where the report goes. Default: the standard error.", valueName: "file"))
    var report: String?

    func run() throws {
        var failures: [String] = []
        let inference = read(inferenceConfig, noting: &failures)
        let deployment = read(deploymentConfig, noting: &failures)
        guard let inference, let deployment else { throw try Self.refusal(failures.joined()) }

        let importer = AzureMLImport(options, inferenceConfig: inference.value, deploymentConfig: deployment.value)
        let finder = ImportFileFinder(
            inferenceConfig: inferenceConfig,
            deploymentConfig: deploymentConfig,
            outputs: [output, report]
        )
        let outcome = importer.outcome(with: finder.find(importer.wantedFiles))
        let text = outcome.report { place in
            switch place {
            case .inferenceConfig(let path): inference.position(of: path)
            case .deploymentConfig(let path): deployment.position(of: path)
            case .option: nil
            }
        }
        guard outcome.problems.isEmpty else { throw try Self.refusal(text) }
        let holdsSecrets = outcome.manifests.contains { $0["kind"] == "Secret" }
        try OutputTarget(path: output, or: .standardOutput).write(outcome.manifests.yamlText, isSecret: holdsSecrets)
        try OutputTarget(path: report, or: .standardError).write(text)
    }

    private var options: ImportOptions {
        var options = ImportOptions(serviceName: name, models: model)
        options.image = image
        options.computeTarget = computeTarget
        options.namespace = namespace
        return options
    }

    private func read(_ path: String, noting failures: inout [String]) -> ConfigFile? {
        do throws(ConfigFile.Failure) {
            return try ConfigFile(reading: path)
        } catch {
            failures.append(error.message + "\n")
            return nil
        }
    }

    /// Says why nothing is written.
    private static func refusal(_ text: String) throws -> ExitCode {
        try OutputTarget.standardError.write(text)
        return .failure
    }
}
