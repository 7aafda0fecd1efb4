import FoundationEssentials
import KubernetesCore

/// The fields of a cluster.
extension KubeconfigEntry {
    /// The server's address, without a query, and without a slash at its end.
    func server() throws(ConfigurationError) -> String {
        guard let text = try string("server") else { throw failure("server", "is required") }
        guard var address = URLComponents(string: text), ["https", "http"].contains(address.scheme),
            address.host?.isEmpty == false
        else {
            throw failure("server", "must be an address such as https://host:6443")
        }
        guard address.user == nil, address.password == nil else {
            throw failure("server", "must hold no user name and no password", remedy: "give them in users")
        }
        address.query = nil
        address.fragment = nil
        while address.path.hasSuffix("/") { address.path.removeLast() }
        return address.string ?? text
    }

    func tls(_ files: FileReader) throws(ConfigurationError) -> TLSConfiguration {
        let authority = try pem("certificate-authority")
        let skipsVerification = try bool("insecure-skip-tls-verify")
        guard authority == nil || !skipsVerification else {
            throw failure(
                "insecure-skip-tls-verify",
                "must not be true where a certificate authority is given",
                remedy: "remove one of the two"
            )
        }
        return TLSConfiguration(
            certificateAuthority: try authority?.contents(files),
            serverName: try string("tls-server-name"),
            skipsVerification: skipsVerification
        )
    }

    func proxyURL() throws(ConfigurationError) -> String? {
        guard let text = try string("proxy-url") else { return nil }
        guard let address = URLComponents(string: text), ["http", "https", "socks5"].contains(address.scheme),
            address.host?.isEmpty == false
        else {
            // The value may hold a password.
            throw failure("proxy-url", "must be an address with the scheme http, https or socks5")
        }
        return text
    }

    /// What an exec plugin is told of the cluster (`ExecCredential.spec.cluster`).
    func pluginCluster(for configuration: ClusterConfiguration) throws(ConfigurationError) -> JSONValue {
        var cluster: JSONObject = ["server": .string(configuration.server)]
        cluster["tls-server-name"] = configuration.tls.serverName.map(JSONValue.string)
        if configuration.tls.skipsVerification { cluster["insecure-skip-tls-verify"] = true }
        cluster["certificate-authority-data"] = configuration.tls.certificateAuthority.map {
            .string(Data($0).base64EncodedString())
        }
        cluster["proxy-url"] = configuration.proxyURL.map(JSONValue.string)
        for named in try objects("extensions") where try named.string("name") == "client.authentication.k8s.io/exec" {
            cluster["config"] = named.value("extension")
        }
        return .object(cluster)
    }
}
