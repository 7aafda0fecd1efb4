import KubernetesCore

/// The fields of a user's `exec`.
extension KubeconfigEntry {
    /// - Parameter cluster: what to tell the plugin of the cluster, if it wants to know.
    func plugin(_ cluster: JSONValue) throws(ConfigurationError) -> ExecPlugin {
        guard let command = try string("command") else { throw failure("command", "is required") }
        let version = try pluginVersion()
        try checkInteractiveMode(version)
        var environment: [String: String] = [:]
        for variable in try objects("env") {
            guard let name = try variable.string("name") else { throw variable.failure("name", "is required") }
            environment[name] = try variable.string("value") ?? ""
        }
        var plugin = ExecPlugin(
            place: place,
            version: version,
            command: command.contains("/") ? resolved(command) : command,
            arguments: try strings("args"),
            environment: environment,
            installHint: try string("installHint")
        )
        if try bool("provideClusterInfo") { plugin.cluster = cluster }
        return plugin
    }

    private func pluginVersion() throws(ConfigurationError) -> ExecPlugin.Version {
        guard let text = try string("apiVersion") else { throw failure("apiVersion", "is required") }
        guard let version = ExecPlugin.Version(rawValue: text) else {
            let versions = ExecPlugin.Version.allCases.map(\.rawValue).joined(separator: " or ")
            throw failure("apiVersion", "\(text) is not supported", reason: .unsupported, remedy: "use \(versions)")
        }
        return version
    }

    /// There is no terminal here, so a plugin can only be run if it can do without one.
    private func checkInteractiveMode(_ version: ExecPlugin.Version) throws(ConfigurationError) {
        switch try string("interactiveMode") {
        case "Never", "IfAvailable": break
        case nil where version == .v1beta1: break
        case nil: throw failure("interactiveMode", "is required in \(version.rawValue)", remedy: "use Never")
        case "Always":
            throw failure(
                "interactiveMode",
                "the plugin has to ask somebody, and there is no terminal",
                reason: .unsupported,
                remedy: "let it log in by itself, such as by a workload identity, and use Never"
            )
        default: throw failure("interactiveMode", "must be Never, IfAvailable or Always")
        }
    }
}
