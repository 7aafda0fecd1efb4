import ArgumentParser
import ServingCore

/// Which part of a cluster an installation is for, under the name that controllers of this kind have for it.
struct WatchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The one namespace whose objects are served, with rights in no other. Default: all namespaces.",
            valueName: "namespace"
        )
    )
    var watchNamespace: String?

    func validate() throws {
        if let watchNamespace, !watchNamespace.isDNSLabel {
            throw ValidationError("--watch-namespace must be the name of one namespace, not \"\(watchNamespace)\"")
        }
    }
}
