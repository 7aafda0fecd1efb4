import KubernetesCore

/// What an exec plugin answered (`ExecCredential.status` of client.authentication.k8s.io).
struct ExecCredential: Hashable, Sendable {
    let credentials: Credentials
    /// When the credentials stop being valid; nil: they are good until they are refused.
    let expiration: Timestamp?
}

extension ExecCredential: Redacted {
    var description: String {
        "\(credentials), expiring \(expiration.map(String.init(describing:)) ?? "never")"
    }
}

extension ExecCredential {
    /// Reads what a plugin wrote to its standard output.
    init(
        parsing output: [UInt8],
        version: ExecPlugin.Version,
        at place: ConfigurationError.Place
    ) throws(ConfigurationError) {
        func failure(_ problem: String) -> ConfigurationError {
            ConfigurationError(.plugin, at: place, problem: problem)
        }
        let answer: Answer
        do {
            answer = try JSONValueDecoder().decode(Answer.self, from: JSONValue(parsing: output))
        } catch let error as DecodingError {
            let field = error.fieldPath.description
            throw failure("in the plugin's answer, \(field.isEmpty ? "the whole" : field) \(error.problem)")
        } catch {
            throw failure("the plugin's answer is no JSON (\(error))")
        }
        guard answer.kind == "ExecCredential" else {
            throw failure("the plugin's answer is of another kind than ExecCredential")
        }
        guard answer.apiVersion == version.rawValue else {
            throw ConfigurationError(
                .plugin,
                at: place,
                problem: "the plugin answered in another apiVersion than \(version.rawValue)",
                remedy: "set apiVersion to the one that the plugin speaks"
            )
        }
        guard let status = answer.status else { throw failure("the plugin's answer has no status") }
        let token = status.token ?? ""
        let certificate = status.clientCertificateData ?? ""
        let key = status.clientKeyData ?? ""
        guard certificate.isEmpty == key.isEmpty else {
            throw failure("the plugin gave only one of clientCertificateData and clientKeyData")
        }
        guard !token.isEmpty || !certificate.isEmpty else {
            throw failure("the plugin gave neither a token nor a client certificate")
        }
        credentials = Credentials(
            authorization: token.isEmpty ? nil : try Credentials.bearer(token, at: place),
            clientCertificate: certificate.isEmpty
                ? nil : ClientCertificate(certificate: Array(certificate.utf8), key: Array(key.utf8))
        )
        expiration = status.expirationTimestamp
    }

    private struct Answer: Decodable {
        struct Status: Decodable {
            let token: String?
            let clientCertificateData: String?
            let clientKeyData: String?
            let expirationTimestamp: Timestamp?
        }

        let apiVersion: String
        let kind: String
        let status: Status?
    }
}
