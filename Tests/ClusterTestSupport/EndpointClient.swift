import KubernetesClient
package import TestSupport

/// A client of a gateway.
package struct EndpointClient: Sendable {
    private static let transport = CurlTransport()

    private let port: Int
    /// Of each service: the primary and the secondary one.
    private let keys: [String: [String]]

    package init(port: Int, keys: [String: [String]]) {
        (self.port, self.keys) = (port, keys)
    }

    package func ask(_ request: EndpointTable.Request) async throws -> EndpointTable.Answer {
        let own = keys[request.service] ?? []
        let key: String? =
            switch request.key {
            case .primary: own.first
            case .secondary: own.last
            case .wrong: "wrong"
            case .none: nil
            }
        let authorization = key.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
        let response = try await Self.transport.send(
            HTTPRequest(
                method: request.method,
                url: "http://127.0.0.1:\(port)/api/v1/service/\(request.service)\(request.path)",
                headers: authorization + [(name: "Content-Type", value: "application/json")] + request.headers,
                body: request.method == "GET" ? nil : Array(request.body.utf8),
                timeout: .seconds(20)
            )
        )
        return EndpointTable.Answer(
            status: response.head.status,
            headers: response.head.headers,
            body: try await response.body.collected(limit: 1 << 20)
        )
    }
}
