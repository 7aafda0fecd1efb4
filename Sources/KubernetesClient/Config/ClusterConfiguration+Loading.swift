extension ClusterConfiguration {
    /// Finds the configuration, in this order: the file that is named; the files that `KUBECONFIG` lists, merged; the
    /// service account of the pod that this runs in; `~/.kube/config`.
    ///
    /// Files that `KUBECONFIG` lists may be missing, but not all of them: whoever sets it means one of its clusters,
    /// and not whichever else might be found. For the same reason the service account is passed over when a context is
    /// named, as it has none.
    ///
    /// - Parameters:
    ///   - explicitPath: a kubeconfig file, which has to exist.
    ///   - context: the context to use in place of the file's current one.
    ///   - environment: the process's environment.
    package static func load(
        explicitPath: String? = nil,
        context: String? = nil,
        environment: [String: String],
        files: FileReader = .system,
        clock: WallClock = .system,
        serviceAccountFolder: String? = nil
    ) throws(ConfigurationError) -> ClusterConfiguration {
        if let explicitPath, !explicitPath.isEmpty {
            var kubeconfig = Kubeconfig()
            try kubeconfig.merge(files.contents(of: explicitPath, at: .init()), from: explicitPath)
            return try kubeconfig.configuration(context: context, files: files, clock: clock)
        }
        var tried = ["no kubeconfig file is named"]

        let listed = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
        if !listed.isEmpty {
            if let kubeconfig = try Kubeconfig(readingPresent: listed, files) {
                return try kubeconfig.configuration(context: context, files: files, clock: clock)
            }
            throw ConfigurationError(
                .missing,
                at: .init(),
                problem: "of the files in KUBECONFIG none exists (\(listed.joined(separator: ", ")))",
                remedy: "correct KUBECONFIG, or unset it to use the pod's service account or ~/.kube/config"
            )
        }
        tried.append("KUBECONFIG names no file")

        if let context {
            tried.append("a pod's service account has no context \"\(context)\"")
        } else {
            let account = ServiceAccount(
                folder: serviceAccountFolder ?? ServiceAccount.defaultFolder,
                environment: environment,
                files: files,
                clock: clock
            )
            switch try account.search() {
            case .found(let configuration): return configuration
            case .absent(let reason): tried.append(reason)
            }
        }

        if let home = environment["HOME"], !home.isEmpty {
            let path = "\(home)/.kube/config"
            if let kubeconfig = try Kubeconfig(readingPresent: [path], files) {
                return try kubeconfig.configuration(context: context, files: files, clock: clock)
            }
            tried.append("\(path) does not exist")
        } else {
            tried.append("HOME is not set")
        }
        throw ConfigurationError(
            .missing,
            at: .init(),
            problem: "there is no cluster configuration: \(tried.joined(separator: "; "))",
            remedy: "name a kubeconfig file, or set KUBECONFIG"
        )
    }

    /// The namespace of the pod that this runs in; nil outside of pods.
    package static func podNamespace(
        environment: [String: String],
        files: FileReader = .system,
        serviceAccountFolder: String? = nil
    ) throws(ConfigurationError) -> String? {
        try ServiceAccount(
            folder: serviceAccountFolder ?? ServiceAccount.defaultFolder,
            environment: environment,
            files: files,
            clock: .system
        ).namespace()
    }
}

extension Kubeconfig {
    /// Merges those of the files that exist; nil where none does.
    fileprivate init?(readingPresent paths: [String], _ files: FileReader) throws(ConfigurationError) {
        self.init()
        for path in paths {
            guard let content = try files.contentsIfPresent(of: path, at: .init()) else { continue }
            try merge(content, from: path)
        }
        if self.files.isEmpty { return nil }
    }
}
