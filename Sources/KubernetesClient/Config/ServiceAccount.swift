/// The configuration that every pod is given: its cluster's address and its service account's token.
struct ServiceAccount {
    enum Search {
        case found(ClusterConfiguration)
        /// This is no pod, or one without a token.
        case absent(String)
    }

    /// Where the kubelet mounts the account's files.
    static let defaultFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

    let folder: String
    let environment: [String: String]
    let files: FileReader
    let clock: WallClock

    func search() throws(ConfigurationError) -> Search {
        guard let server else { return .absent("KUBERNETES_SERVICE_HOST or KUBERNETES_SERVICE_PORT is not set") }
        let token = "\(folder)/token"
        guard try contentsIfPresent("token") != nil else {
            return .absent("\(token) does not exist, perhaps for automountServiceAccountToken: false")
        }
        // Both files are replaced while the pod runs: the token hourly, the authorities when the cluster's are renewed.
        let credentials = try FileCredentialProvider(clock: clock) { () throws(ConfigurationError) in
            Credentials(
                authorization: try files.bearer(fromTokenIn: token, at: Self.place(of: "token")),
                certificateAuthority: try certificateAuthority()
            )
        }
        return .found(
            ClusterConfiguration(
                server: server,
                namespace: try namespace() ?? "default",
                tls: TLSConfiguration(certificateAuthority: try certificateAuthority()),
                credentials: credentials
            )
        )
    }

    private var server: String? {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else { return nil }
        return host.contains(":") ? "https://[\(host)]:\(port)" : "https://\(host):\(port)"
    }

    /// As in client-go, `POD_NAMESPACE` precedes the account's own namespace.
    func namespace() throws(ConfigurationError) -> String? {
        if let namespace = environment["POD_NAMESPACE"], !namespace.isEmpty { return namespace }
        let text = String(decoding: try contentsIfPresent("namespace") ?? [], as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).first.map(String.init)
    }

    /// As in client-go, without the file the system's authorities are trusted.
    private func certificateAuthority() throws(ConfigurationError) -> [UInt8]? {
        try contentsIfPresent("ca.crt").map { text throws(ConfigurationError) in
            try PEM.checked(text, at: Self.place(of: "ca.crt"))
        }
    }

    private func contentsIfPresent(_ name: String) throws(ConfigurationError) -> [UInt8]? {
        try files.contentsIfPresent(of: "\(folder)/\(name)", at: Self.place(of: name))
    }

    private static func place(of name: String) -> ConfigurationError.Place {
        ConfigurationError.Place(entry: "service account", field: name)
    }
}
