import ArgumentParser
import ServingCore

/// The host names that are nobody's but the installation's, of which controller and gateway have to know alike.
struct ReservedHosts: ParsableArguments {
    @Option(
        name: .customLong("reserved-host"),
        help: ArgumentHelp(
            "A host name that no InferenceService gets, such as the gateway's own; may be given several times.",
            valueName: "host"
        )
    )
    var names: [String] = []

    func validate() throws {
        for name in names where !EndpointNames.isHost(name) {
            throw ValidationError("--reserved-host must be a host name in lower case, not \"\(name)\"")
        }
    }
}
