import ArgumentParser

@main
struct Slipway: AsyncParsableCommand {
    static let version = "0.1.0"

    /// Such as `slipway/0.1.0 (linux/amd64)`: client-go's form, in Go's words for the platform.
    static let userAgent = "slipway/\(version) (\(platform))"

    static let configuration = CommandConfiguration(
        commandName: "slipway",
        abstract: "Serves machine-learning models on Kubernetes.",
        version: version,
        subcommands: [
            ControllerCommand.self, GatewayCommand.self, ValidateCommand.self, RenderCommand.self, ImportCommand.self,
            CRDsCommand.self, PullCommand.self, KeysCommand.self, LocalCommand.self,
            StatusCommand.self,
        ]
    )
}

extension Slipway {
    private static var platform: String {
        #if arch(x86_64)
            "linux/amd64"
        #elseif arch(arm64)
            "linux/arm64"
        #else
            "linux"
        #endif
    }
}
