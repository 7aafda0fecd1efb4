extension Kubeconfig {
    /// What is needed to reach the cluster of a context.
    ///
    /// - Parameter context: the context's name; nil: the current one.
    func configuration(
        context name: String?,
        files reader: FileReader,
        clock: WallClock
    ) throws(ConfigurationError) -> ClusterConfiguration {
        let context = try context(name)
        guard let cluster = try entry(of: context, "cluster", in: clusters) else {
            throw context.failure("cluster", "is required")
        }
        let user = try entry(of: context, "user", in: users)
        var configuration = ClusterConfiguration(
            server: try cluster.server(),
            namespace: try context.string("namespace") ?? "default",
            tls: try cluster.tls(reader),
            proxyURL: try cluster.proxyURL(),
            credentials: StaticCredentialProvider(Credentials())
        )
        // As in client-go, nothing secret is sent without TLS, such as to `kubectl proxy`.
        if let user, configuration.server.hasPrefix("https:") {
            let pluginCluster = try cluster.pluginCluster(for: configuration)
            configuration.credentials = try user.credentialProvider(pluginCluster, files: reader, clock: clock)
        }
        return configuration
    }

    private func context(_ name: String?) throws(ConfigurationError) -> KubeconfigEntry {
        let place = ConfigurationError.Place(file: files.joined(separator: ", "))
        guard let name = name ?? currentContext else {
            let remedy = "set current-context or name a context; \(Self.choice(contexts))"
            throw ConfigurationError(.missing, at: place, problem: "no context is chosen", remedy: remedy)
        }
        guard let context = contexts[name] else {
            let problem = "there is no context \"\(name)\""
            throw ConfigurationError(.missing, at: place, problem: problem, remedy: Self.choice(contexts))
        }
        return context
    }

    /// The entry that a context names by one of its fields; nil where it names none.
    private func entry(
        of context: KubeconfigEntry,
        _ field: String,
        in entries: [String: KubeconfigEntry]
    ) throws(ConfigurationError) -> KubeconfigEntry? {
        guard let name = try context.string(field) else { return nil }
        guard let entry = entries[name] else {
            let problem = "there is no \(field) \"\(name)\""
            throw context.failure(field, problem, reason: .missing, remedy: Self.choice(entries))
        }
        return entry
    }

    private static func choice(_ entries: [String: KubeconfigEntry]) -> String {
        entries.isEmpty ? "there are none" : "there are: \(entries.keys.sorted().joined(separator: ", "))"
    }
}
