/// How the API server has to prove who it is.
package struct TLSConfiguration: Sendable, Hashable {
    /// The certificates to trust, as PEM; nil: those that the system trusts.
    package var certificateAuthority: [UInt8]?
    /// The name that the server's certificate must bear and that is sent as SNI, where it is not the address's host.
    package var serverName: String?
    /// Whether any certificate will do. True only when a kubeconfig file says so.
    package var skipsVerification: Bool

    package init(certificateAuthority: [UInt8]? = nil, serverName: String? = nil, skipsVerification: Bool = false) {
        self.certificateAuthority = certificateAuthority
        self.serverName = serverName
        self.skipsVerification = skipsVerification
    }
}
