/// Where a gateway listens, and how HAProxy runs.
package struct GatewaySettings: Hashable, Sendable {
    /// For clients.
    package var httpPort = 8080
    /// For clients, with TLS.
    package var httpsPort = 8443
    /// For the other gateway pods.
    package var peerPort = 8090
    /// For Prometheus.
    package var metricsPort = 8404
    /// Whether only clients of this machine are let in, and neither other gateways nor Prometheus.
    package var isLocal = false
    /// HAProxy's threads. With more than one, two of them may give a replica a request each where it has room for one: they
    /// look at its count before they raise it (haproxy/haproxy#2743).
    package var threads = 1
    /// The address that the other gateway pods reach this one at; nil outside of pods.
    package var ownAddress: ReplicaAddress?
    /// The folder of HAProxy's files, absolute.
    package let folder: Folder

    /// A path that can stand in a configuration as it is.
    package struct Folder: Hashable, Sendable, CustomStringConvertible {
        package let description: String

        /// - Returns: nil unless `path` is absolute and consists of words between slashes. A socket's path below it has to
        ///   fit in 108 bytes, Linux' limit.
        package init?(_ path: String) {
            let words = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            guard path.hasPrefix("/"), path.utf8.count <= 80, words.allSatisfy({ ProxyWord(String($0)) != nil }) else {
                return nil
            }
            description = path
        }
    }

    package init(folder: Folder) {
        self.folder = folder
    }

    /// Where HAProxy has OpenAPI documents rewritten.
    package var documentSocket: String { "\(folder)/documents.sock" }

    /// Where this gateway itself reaches the port for gateways.
    package var peerHost: String { ownAddress?.urlHost ?? "127.0.0.1" }

    /// Where HAProxy takes commands.
    package var adminSocket: String { "\(folder)/admin.sock" }
}
