import KubernetesCore
import ServingCore

/// Which certificates HAProxy takes. One that it refuses is replaced by the one before, if there was any.
actor CertificateChecks {
    struct Outcome {
        let certificates: [ObjectKey: PEMText]
        /// What is wrong, by the Secret.
        let problems: [ObjectKey: String]
    }

    private let haproxy: HAProxy
    private var accepted: [ObjectKey: PEMText] = [:]
    private var verdicts: [PEMText: String?] = [:]

    init(haproxy: HAProxy) { self.haproxy = haproxy }

    /// - Parameter keys: the Secrets that services refer to.
    func check(_ keys: Set<ObjectKey>, _ secrets: [ObjectKey: TLSSecret]) async -> Outcome {
        let wanted = Dictionary(uniqueKeysWithValues: keys.map { ($0, secrets[$0]) })
        await judge(Set(wanted.values.compactMap { $0?.pem }))
        var problems: [ObjectKey: String] = [:]
        for (key, secret) in wanted {
            if let pem = secret?.pem, verdicts[pem] == .some(nil) {
                accepted[key] = pem
            } else {
                problems[key] = Self.problem(key, secret, secret?.pem.flatMap { verdicts[$0] ?? nil })
            }
        }
        accepted = accepted.filter { keys.contains($0.key) }
        return Outcome(certificates: accepted, problems: problems)
    }

    /// All new ones at once; one by one only if there is a bad one among them.
    private func judge(_ certificates: Set<PEMText>) async {
        verdicts = verdicts.filter { certificates.contains($0.key) }
        let new = certificates.subtracting(verdicts.keys)
        guard !new.isEmpty else { return }
        if await haproxy.problem(of: Array(new)) == nil {
            for certificate in new { verdicts[certificate] = .some(nil) }
        } else {
            for certificate in new { verdicts[certificate] = await haproxy.problem(of: [certificate]) }
        }
    }

    private static func problem(_ key: ObjectKey, _ secret: TLSSecret?, _ words: String?) -> String {
        guard let secret else {
            return "Secret \(key.name) of the type \(TLSSecret.type) does not exist; create it with tls.crt and tls.key"
        }
        let problem = secret.problem ?? "HAProxy refuses the certificate: \(words ?? "")"
        return
            "Secret \(key.name): \(problem); put a certificate and the key that belongs to it there, and until then the "
            + "certificate before is served, if there was one"
    }
}
