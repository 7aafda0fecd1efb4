import FoundationEssentials

/// What is needed to reach one cluster.
package struct ClusterConfiguration: Sendable {
    /// The API server's address, such as `https://host:6443`, perhaps with a path prefix, and with no slash at its end.
    package var server: String
    /// The namespace to use where none is named.
    package var namespace: String
    package var tls: TLSConfiguration
    /// An `http`, `https` or `socks5` address; with `socks5` the proxy resolves the server's name, as in Go. nil: what
    /// `HTTPS_PROXY` and `NO_PROXY` say.
    package var proxyURL: String?
    package var credentials: any CredentialProvider

    package init(
        server: String,
        namespace: String = "default",
        tls: TLSConfiguration = TLSConfiguration(),
        proxyURL: String? = nil,
        credentials: any CredentialProvider
    ) {
        self.server = server
        self.namespace = namespace
        self.tls = tls
        self.proxyURL = proxyURL
        self.credentials = credentials
    }
}

extension ClusterConfiguration: Redacted {
    package var description: String {
        let proxy = proxyURL.flatMap(URLComponents.init(string:)).map { " by way of \($0.host ?? "a proxy")" }
        return "\(server)\(proxy ?? ""), namespace \(namespace)"
    }
}
