import KubernetesClient
import KubernetesCore
import ServingCore

/// Where clients find an InferenceService on this machine.
struct LocalEndpoint {
    let name: String
    /// Without what follows: `/score` or `/swagger.json`.
    let base: String
    let keysSecret: ObjectKey
    /// Those that can be used, by the names of the Secret's fields; empty where none is needed.
    let keys: [String: String]
    let note: String?

    init(_ service: InferenceService, _ contents: LocalContents, _ cache: LocalCache, port: Int) throws {
        name = service.serviceName
        base = "http://127.0.0.1:\(port)/api/v1/service/\(name)"
        keysSecret = ObjectKey(namespace: service.metadata.namespace, name: service.keysSecret)
        note = nil
        guard service.spec.auth.enabled else {
            keys = [:]
            return
        }
        if let secret = contents.secrets[keysSecret] {
            keys = secret.compactMapValues { ServiceKeys.key(in: $0).map { String(decoding: $0, as: UTF8.self) } }
        } else {
            keys = try cache.keys(of: service.metadata.key)
        }
    }

    init(withoutGateway deployment: ObjectKey, port: Int) {
        name = deployment.name
        base = "http://127.0.0.1:\(port)"
        keysSecret = deployment
        keys = [:]
        note = "without keys, queue and time limits"
    }

    var key: String? { KeysSecret.keyNames.lazy.compactMap { keys[$0] }.first }

    /// For a person who wants to try it.
    ///
    /// - Parameter example: a body that the model takes, as its Swagger says.
    func text(example: JSONValue?) -> String {
        let body = (example ?? [:]).jsonText.replacing("'", with: #"'\''"#)
        var lines = [
            "\(name)" + (note.map { " (\($0))" } ?? ""), "  scoring URI  \(base)/score",
            "  swagger URI  \(base)/swagger.json",
        ]
        for name in KeysSecret.keyNames { if let key = keys[name] { lines.append("  \(name.padded(12)) \(key)") } }
        let authorization = key.map { "-H 'Authorization: Bearer \($0)' " } ?? ""
        lines.append("  curl \(authorization)-H 'Content-Type: application/json' -d '\(body)' \(base)/score")
        return lines.joined(separator: "\n")
    }

    /// The body that its Swagger gives as an example.
    func example(_ transport: CurlTransport) async -> JSONValue? {
        guard let answer = try? await ask("/swagger.json", key: key, body: nil, by: transport),
            let swagger = try? JSONValue(parsing: answer.body)
        else { return nil }
        return swagger["definitions"]?["ServiceInput"]?["example"]
    }

    /// - Parameter body: nil for a GET.
    func ask(_ path: String, key: String?, body: [UInt8]?, by transport: CurlTransport) async throws -> (
        status: Int, body: [UInt8]
    ) {
        let authorization = key.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
        let request = HTTPRequest(
            method: body == nil ? "GET" : "POST",
            url: base + path,
            headers: authorization + [(name: "Content-Type", value: "application/json")],
            body: body,
            proxyURL: ""
        )
        let response = try await transport.send(request)
        return (response.head.status, try await response.body.collected(limit: 1 << 28))
    }
}

extension String {
    /// With spaces behind it, up to a width.
    fileprivate func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
