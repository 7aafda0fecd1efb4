package import KubernetesClient
package import KubernetesCore

extension ScriptedServer {
    /// A client of this server, over a transport of its own.
    package var client: Client {
        let credentials = StaticCredentialProvider(Credentials())
        let configuration = ClusterConfiguration(server: url, credentials: credentials)
        return Client(configuration: configuration, transport: CurlTransport(), userAgent: "test")
    }

    package static func response(_ code: Int, _ body: JSONValue) -> [UInt8] {
        response(code, String(decoding: body.jsonBytes, as: UTF8.self))
    }

    package static func failure(_ code: Int, _ reason: String, cause: String? = nil) -> [UInt8] {
        response(code, status(code, reason, cause: cause))
    }

    /// What an API server answers instead of an object.
    package static func status(_ code: Int, _ reason: String, cause: String? = nil) -> JSONValue {
        var status: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "scripted",
            "reason": .string(reason), "code": .integer(Int64(code)),
        ]
        status["details"] = cause.map { ["causes": [["reason": .string($0)]]] }
        return status
    }
}
