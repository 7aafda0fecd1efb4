/// What one request is authenticated with; without either part it is anonymous.
package struct Credentials: Sendable, Hashable {
    /// The value of the `Authorization` header.
    package var authorization: String?
    package var clientCertificate: ClientCertificate?
    /// Whom to trust, as PEM, where that is replaced from time to time together with the rest; else nil.
    package var certificateAuthority: [UInt8]?

    package init(
        authorization: String? = nil,
        clientCertificate: ClientCertificate? = nil,
        certificateAuthority: [UInt8]? = nil
    ) {
        self.authorization = authorization
        self.clientCertificate = clientCertificate
        self.certificateAuthority = certificateAuthority
    }
}

extension Credentials: Redacted {
    /// The scheme alone, such as `Bearer`, and whether there is a certificate.
    package var description: String {
        let scheme = authorization.map { "\($0.prefix { $0 != " " }) [redacted]" }
        let parts = [scheme, clientCertificate.map(String.init(describing:))].compactMap(\.self)
        return parts.isEmpty ? "anonymous" : parts.joined(separator: ", ")
    }
}

/// What a client shows of itself during the TLS handshake.
package struct ClientCertificate: Sendable, Hashable {
    /// PEM: the certificate and any intermediate ones.
    package var certificate: [UInt8]
    /// PEM.
    package var key: [UInt8]

    package init(certificate: [UInt8], key: [UInt8]) {
        self.certificate = certificate
        self.key = key
    }
}

extension ClientCertificate: Redacted {
    package var description: String { "client certificate [redacted]" }
}
