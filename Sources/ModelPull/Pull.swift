package import Logging
package import ServingCore

/// What `slipway pull` does: gets a source's files, verifies and unpacks them, and lets them appear in a folder.
package struct Pull: Sendable {
    package var arguments: PullArguments
    package var allowsHTTP: Bool
    package var limits: PullLimits
    package var environment: [String: String]
    package var retry = Retry.standard
    /// How much is asked for at a time, in bytes.
    package var partLength = DownloadOptions().partLength

    package init(_ arguments: PullArguments, allowsHTTP: Bool, limits: PullLimits, environment: [String: String]) {
        self.arguments = arguments
        self.allowsHTTP = allowsHTTP
        self.limits = limits
        self.environment = environment
    }

    /// Blocks until everything is there, or nothing.
    ///
    /// - Parameter staging: known to the caller, so that a signal can clear it away.
    package func run(_ staging: Staging, _ logger: Logger, bar: ProgressBar? = nil) throws(PullError) {
        do {
            try fill(staging, Progress(logger, bar: bar))
            try staging.publish()
        } catch {
            staging.remove()
            throw error
        }
    }

    private func fill(_ staging: Staging, _ progress: Progress) throws(PullError) {
        let source = try PullSource(arguments.uri, allowsHTTP: allowsHTTP)
        if let digits = arguments.sha256, SHA256Digits(digits) == nil {
            throw PullError(.invalidSource, "--sha256 must be 64 hexadecimal digits")
        }
        let credentials = try CredentialFolder(arguments.credentials)
        var options = DownloadOptions()
        options.retry = retry
        options.limits = limits
        options.partLength = partLength
        options.authorities = credentials.file("ca.crt")
        let collector = FileCollector(
            content: try FolderWriter(staging.content),
            downloads: try FolderWriter(staging.downloads),
            options: options,
            progress: progress
        )
        switch source {
        case .web(let url, let address):
            let name = try PullSource.fileName(of: address.path, isEncoded: true)
            let file = RemoteFile(
                request: WebRequest(url: url),
                authorization: try webAuthorization(credentials),
                shown: source.redacted
            )
            try collector.add(file, named: [name], sha256: digits, unpack: arguments.unpack)
        case .blob(let account, let container, let path):
            try BlobStorage(
                account: account,
                container: container,
                credentials: credentials,
                environment: environment,
                allowsHTTP: allowsHTTP,
                options: options
            ).pull(path, into: collector, sha256: digits, unpack: arguments.unpack)
        case .artifact(let registry, let repository, let digest):
            guard arguments.sha256 == nil else {
                throw PullError(.invalidSource, "an oci:// uri ends with a digest already: leave out --sha256")
            }
            try ArtifactRegistry(
                registry: registry,
                repository: repository,
                credentials: credentials,
                allowsHTTP: allowsHTTP,
                options: options
            ).pull(digest, into: collector, unpack: arguments.unpack)
        }
        progress.end(unpacked: collector.unpacked)
    }

    private var digits: SHA256Digits? { arguments.sha256.flatMap { SHA256Digits($0) } }

    private func webAuthorization(_ credentials: CredentialFolder) throws(PullError) -> FixedAuthorization {
        if let token = try credentials.value("token") {
            return FixedAuthorization(all: [("Authorization", "Bearer \(token)")])
        }
        return FixedAuthorization(all: try credentials.basic().map { [("Authorization", "Basic \($0)")] } ?? [])
    }
}
