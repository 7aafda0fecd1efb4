/// What changes HAProxy's certificates while it runs.
struct CertificateCommands {
    private(set) var added: [RuntimeCommand] = []
    private(set) var removed: [RuntimeCommand] = []

    /// HAProxy takes a command of one buffer of 16 KiB.
    private static let largest = 15_000

    /// - Returns: nil where HAProxy has to read its files anew: so that no name is without its certificate meanwhile.
    init?(from old: GatewayPlan, to new: GatewayPlan) {
        guard old.certificates != new.certificates || old.defaultCertificate != new.defaultCertificate else { return }
        guard old.defaultCertificate == new.defaultCertificate,
            old.certificates.isEmpty == new.certificates.isEmpty
        else { return nil }
        for (name, certificate) in new.certificates.sorted(by: { $0.key < $1.key }) {
            let before = old.certificates[name]
            guard before != certificate else { continue }
            guard before == nil || before?.hosts == certificate.hosts,
                certificate.pem.description.utf8.count + certificate.entry(name: name).utf8.count < Self.largest
            else { return nil }
            if before == nil { added.append(.newCertificate(name)) }
            added += [.setCertificate(name, certificate.pem), .commitCertificate(name)]
            if before == nil { added.append(.listCertificate(name, certificate)) }
        }
        for name in old.certificates.keys.sorted() where new.certificates[name] == nil {
            removed += [.unlistCertificate(name), .deleteCertificate(name)]
        }
    }
}
