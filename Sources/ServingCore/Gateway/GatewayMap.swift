/// A file that HAProxy looks words up in. What it says can be changed while HAProxy runs.
package enum GatewayMap: String, CaseIterable, Sendable {
    /// Digest of a key and service name, with a slash between: whether the key opens the service.
    case keys
    /// Service name and deployment, with a slash between: the backend of the deployment that a request may ask for.
    case deployments
    /// The name of a backend: the peers that its queue may be at, before it is at this gateway.
    case owners
    /// Path: service name, `score` or `swagger.json`, `key` or `open`, what becomes of requests without TLS, largest request,
    /// backend of the default deployment, then those of the others that have a part of the requests and replicas, each with
    /// the sum of its percent and those before it.
    case paths
    /// Host name: what is to stand before the path.
    case hosts

    package var fileName: String { "\(rawValue).map" }

    /// Between the parts of a value.
    static let separator = "|"
}

extension GatewayPlan {
    package func entries(of map: GatewayMap) -> [String: String] {
        switch map {
        case .keys:
            // HAProxy writes hexadecimal digits as capitals.
            Dictionary(
                endpoints.flatMap { name, endpoint in
                    endpoint.keyDigests.map { ("\($0.description.uppercased())/\(name)", "1") }
                },
                uniquingKeysWith: { first, _ in first }
            )
        case .deployments:
            Dictionary(
                endpoints.flatMap { name, endpoint in
                    ([endpoint.defaultDeployment] + endpoint.shares.map(\.deployment)).map {
                        ("\(name)/\($0)", Self.backendName(endpoint.namespace, $0))
                    }
                },
                uniquingKeysWith: { first, _ in first }
            )
        case .owners:
            owners.mapValues { $0.map(\.description).joined(separator: GatewayMap.separator) }
        case .paths:
            Dictionary(
                uniqueKeysWithValues: endpoints.flatMap { name, endpoint in
                    ["score", "swagger.json"].map { action in
                        ("\(path(of: name))/\(action)", record(of: endpoint, named: name, action))
                    }
                }
            )
        case .hosts:
            Dictionary(uniqueKeysWithValues: hosts.map { ($0.description, path(of: $1)) })
        }
    }

    func text(of map: GatewayMap) -> String {
        entries(of: map).sorted { $0.key < $1.key }.map { "\($0) \($1)\n" }.joined()
    }
}

extension GatewayPlan {
    /// Azure ML's, but for what is behind it.
    private func path(of service: ProxyWord) -> String { "/api/v1/service/\(service)" }

    /// Without the deployments that have no replicas: the default one gets their parts.
    private func record(of endpoint: Endpoint, named name: ProxyWord, _ action: String) -> String {
        var parts = [
            name.description, action, endpoint.needsKey ? "key" : "open", endpoint.plainHTTP.rawValue,
            String(endpoint.maxRequestBytes), Self.backendName(endpoint.namespace, endpoint.defaultDeployment),
        ]
        var sum = 0
        for share in endpoint.shares {
            let backend = Self.backendName(endpoint.namespace, share.deployment)
            guard share.percent > 0, backends[backend]?.replicas.isEmpty == false else { continue }
            sum += share.percent
            parts += [backend, String(sum)]
        }
        return parts.joined(separator: GatewayMap.separator)
    }
}
