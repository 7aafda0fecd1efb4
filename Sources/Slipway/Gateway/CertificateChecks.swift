import KubernetesCore
import ServingCore

/// Which certificates HAProxy takes. One that it refuses is replaced by the one before, if there was any.
actor CertificateChecks {
    struct Outcome {
        let certificates: [ObjectKey: PEMText]
        /// What is wrong, by the Secret.
        let problems: [ObjectKey: String]
        /// Why HAProxy could not be asked about some of them, which have to be checked again. Until then the ones before count.
        let failure: (any Error)?
    }

    private let haproxy: HAProxy
    private var accepted: [ObjectKey: PEMText] = [:]
    private var verdicts: [PEMText: String?] = [:]

    init(haproxy: HAProxy) { self.haproxy = haproxy }

    /// - Parameter keys: the Secrets that services refer to.
    func check(_ keys: Set<ObjectKey>, _ secrets: [ObjectKey: TLSSecret]) async -> Outcome {
        let wanted = Dictionary(uniqueKeysWithValues: keys.map { ($0, secrets[$0]) })
        let failure = await judge(Set(wanted.values.compactMap { $0?.pem }))
        var problems: [ObjectKey: String] = [:]
        for (key, secret) in wanted {
            guard let pem = secret?.pem else {
                problems[key] = Self.problem(key, secret, nil)
                continue
            }
            guard let verdict = verdicts[pem] else { continue }
            if let words = verdict { problems[key] = Self.problem(key, secret, words) } else { accepted[key] = pem }
        }
        accepted = accepted.filter { keys.contains($0.key) }
        return Outcome(certificates: accepted, problems: problems, failure: failure)
    }

    /// All new ones at once; one by one only if that does not pass. What HAProxy could not be asked about keeps no other from
    /// being judged.
    ///
    /// - Returns: why it could not be asked.
    private func judge(_ certificates: Set<PEMText>) async -> (any Error)? {
        verdicts = verdicts.filter { certificates.contains($0.key) }
        let new = certificates.subtracting(verdicts.keys)
        guard !new.isEmpty else { return nil }
        if case .success(nil) = await trial(of: Array(new)) {
            for certificate in new { verdicts[certificate] = .some(nil) }
            return nil
        }
        var failure: (any Error)?
        for certificate in new {
            switch await trial(of: [certificate]) {
            case .success(let words): verdicts[certificate] = .some(words)
            case .failure(let error): failure = error
            }
        }
        return failure
    }

    private func trial(of certificates: [PEMText]) async -> Result<String?, any Error> {
        do { return .success(try await haproxy.problem(of: certificates)) } catch { return .failure(error) }
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
