import ArgumentParser

@main
struct Slipway: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "slipway",
        abstract: "Serves machine-learning models on Kubernetes.",
        version: version,
        subcommands: [
            ControllerCommand.self, ValidateCommand.self, RenderCommand.self, ImportCommand.self, CRDsCommand.self,
        ]
    )
}
