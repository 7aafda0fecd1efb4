import ArgumentParser
import ServingCore

struct LocalRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Serves until Ctrl-C.",
        discussion: """
            Each ModelDeployment gets a scoring server with the environment, the files and the limits of a pod, in a Python \
            environment with the packages of its requirements.txt or conda file. Before them is HAProxy with the gateway's \
            configuration. Files that are pulled, environments and keys are kept in the cache (XDG_CACHE_HOME).
            """
    )

    @OptionGroup
    var options: LocalOptions

    @Flag(help: "Start anew what changes: manifests, and the folder of --code.")
    var watch = false

    func run() async throws {
        let console = Console()
        let watch = watch
        try await LocalCommand.withSession(options, console) { session in
            for service in session.plan?.addedServices ?? [] {
                console.note(
                    "no InferenceService of the manifests leads to ModelDeployment \(service): it has one here"
                )
            }
            console.say(try await session.description)
            try await session.follow(watches: watch)
        }
    }
}
