import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// The certificate that the metrics API shows, with the authority that vouches for it.
///
/// Both are Slipway's own. An APIService has the certificates of all authorities that count, so that neither a new
/// certificate nor a new authority ever is one that the API server does not know.
struct ServingCertificate: Sendable {
    /// A new one is made when a third of its time is left.
    static let lifetime = TimeInterval(90 * 24 * 3600)
    static let authorityLifetime = TimeInterval(10 * 365 * 24 * 3600)
    /// Clocks differ.
    private static let leeway = TimeInterval(3600)

    /// The newest first; the first one signs.
    private let authorities: [Certificate]
    private let authorityKey: P256.Signing.PrivateKey
    private let certificate: Certificate
    private let key: P256.Signing.PrivateKey

    /// - Parameter names: of the Service, as the API server asks for it.
    init(for names: [String], now: Date) throws {
        authorityKey = P256.Signing.PrivateKey()
        let authority = try Self.authority(authorityKey, now: now)
        authorities = [authority]
        key = P256.Signing.PrivateKey()
        certificate = try Self.certificate(key, for: names, from: authority, authorityKey, now: now)
    }

    /// - Parameter data: of a Secret, as ``secretData`` has it, decoded.
    /// - Throws: whatever is wrong with the certificates or keys.
    init(_ data: [String: Data]) throws {
        func text(_ name: String) -> String { String(decoding: data[name] ?? Data(), as: UTF8.self) }
        authorities = try PEMDocument.parseMultiple(pemString: text("ca.crt")).map { try Certificate(pemDocument: $0) }
        authorityKey = try P256.Signing.PrivateKey(pemRepresentation: text("ca.key"))
        certificate = try Certificate(pemEncoded: text("tls.crt"))
        key = try P256.Signing.PrivateKey(pemRepresentation: text("tls.key"))
    }

    private init(
        authorities: [Certificate],
        _ authorityKey: P256.Signing.PrivateKey,
        _ certificate: Certificate,
        _ key: P256.Signing.PrivateKey
    ) {
        self.authorities = authorities
        self.authorityKey = authorityKey
        self.certificate = certificate
        self.key = key
    }

    /// What takes its place at the time `now`; nil while it will do.
    func renewed(for names: [String], now: Date) throws -> ServingCertificate? {
        let valid = authorities.filter { $0.notValidAfter > now }
        guard let authority = valid.first, authority.publicKey == Certificate.PublicKey(authorityKey.publicKey) else {
            return try ServingCertificate(for: names, now: now)
        }
        if Self.isDue(authority, now: now) {
            let newKey = P256.Signing.PrivateKey()
            // It signs nothing before the API server has been told of it.
            return ServingCertificate(
                authorities: [try Self.authority(newKey, now: now)] + valid,
                newKey,
                certificate,
                key
            )
        }
        let isSigned = authorities.contains { $0.publicKey.isValidSignature(certificate.signature, for: certificate) }
        guard Self.isDue(certificate, now: now) || !isSigned || certificate.dnsNames != names else { return nil }
        let newKey = P256.Signing.PrivateKey()
        return ServingCertificate(
            authorities: valid,
            authorityKey,
            try Self.certificate(newKey, for: names, from: authority, authorityKey, now: now),
            newKey
        )
    }

    /// What a Secret of the type `kubernetes.io/tls` holds, with the authority's certificate and key beside them.
    func secretData() throws -> [String: Data] {
        [
            "ca.crt": Data(try authoritiesPEM().utf8), "ca.key": Data(authorityKey.pemRepresentation.utf8),
            "tls.crt": Data(try certificatePEM().utf8), "tls.key": Data(keyPEM.utf8),
        ]
    }

    func authoritiesPEM() throws -> String {
        try authorities.map { try $0.serializeAsPEM().pemString }.joined(separator: "\n") + "\n"
    }

    func certificatePEM() throws -> String { try certificate.serializeAsPEM().pemString + "\n" }

    var keyPEM: String { key.pemRepresentation + "\n" }

    private static func isDue(_ certificate: Certificate, now: Date) -> Bool {
        let lifetime = certificate.notValidAfter.timeIntervalSince(certificate.notValidBefore)
        return certificate.notValidAfter.timeIntervalSince(now) < lifetime / 3
    }

    private static func authority(_ key: P256.Signing.PrivateKey, now: Date) throws -> Certificate {
        let name = try DistinguishedName { CommonName("slipway metrics API authority") }
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: now - leeway,
            notValidAfter: now + authorityLifetime,
            issuer: name,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true))
                SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
            },
            issuerPrivateKey: Certificate.PrivateKey(key)
        )
    }

    private static func certificate(
        _ key: P256.Signing.PrivateKey,
        for names: [String],
        from authority: Certificate,
        _ authorityKey: P256.Signing.PrivateKey,
        now: Date
    ) throws -> Certificate {
        try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: now - leeway,
            notValidAfter: min(now + lifetime, authority.notValidAfter),
            issuer: authority.subject,
            subject: try DistinguishedName { CommonName("slipway metrics API") },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names.map { .dnsName($0) })
            },
            issuerPrivateKey: Certificate.PrivateKey(authorityKey)
        )
    }
}

extension Certificate {
    fileprivate var dnsNames: [String] {
        let names = try? extensions.subjectAlternativeNames
        return (names ?? SubjectAlternativeNames()).compactMap { if case .dnsName(let name) = $0 { name } else { nil } }
    }

    /// The common name of the subject in DER's `certificate`; nil if there is none.
    static func commonName(der certificate: [UInt8]) -> String? {
        guard let subject = try? Certificate(derEncoded: certificate).subject else { return nil }
        return subject.lazy.flatMap { $0 }.first { $0.type == .RDNAttributeType.commonName }
            .flatMap { String($0.value) }
    }
}
