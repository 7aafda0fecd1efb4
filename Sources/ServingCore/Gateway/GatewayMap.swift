/// A file that HAProxy looks words up in. What it says can be changed while HAProxy runs.
package enum GatewayMap: String, CaseIterable, Sendable {
    /// Service name and digest of a key, with a slash between: whether the key opens the service.
    case keys
    /// Service name and deployment, with a slash between: whether a request may ask for the deployment.
    case deployments
    /// The name of a backend: the peers that its queue may be at, before it is at this gateway.
    case owners
    /// Service name: `key` or `open`, what becomes of requests without TLS, largest request, namespace, default deployment, then the others that have a part of
    /// the requests and replicas, each with the sum of its percent and those before it.
    case services
    /// Host name: service name.
    case hosts

    package var fileName: String { "\(rawValue).map" }

    /// Between the parts of a value.
    static let separator = "|"
}

extension GatewayPlan {
    package func entries(of map: GatewayMap) -> [String: String] {
        switch map {
        case .keys:
            Dictionary(
                endpoints.flatMap { name, endpoint in endpoint.keyDigests.map { ("\(name)/\($0)", "1") } },
                uniquingKeysWith: { first, _ in first }
            )
        case .deployments:
            Dictionary(
                endpoints.flatMap { name, endpoint in
                    ([endpoint.defaultDeployment] + endpoint.shares.map(\.deployment)).map { ("\(name)/\($0)", "1") }
                },
                uniquingKeysWith: { first, _ in first }
            )
        case .owners:
            owners.mapValues { $0.map(\.description).joined(separator: GatewayMap.separator) }
        case .services:
            Dictionary(uniqueKeysWithValues: endpoints.map { ($0.description, record(of: $1)) })
        case .hosts:
            Dictionary(uniqueKeysWithValues: hosts.map { ($0.description, $1.description) })
        }
    }

    func text(of map: GatewayMap) -> String {
        entries(of: map).sorted { $0.key < $1.key }.map { "\($0) \($1)\n" }.joined()
    }
}

extension GatewayPlan {
    /// Without the deployments that have no replicas: the default one gets their parts.
    private func record(of endpoint: Endpoint) -> String {
        var parts = [
            endpoint.needsKey ? "key" : "open", endpoint.plainHTTP.rawValue, String(endpoint.maxRequestBytes),
            endpoint.namespace.description, endpoint.defaultDeployment.description,
        ]
        var sum = 0
        for share in endpoint.shares {
            let backend = Self.backendName(endpoint.namespace, share.deployment)
            guard share.percent > 0, backends[backend]?.replicas.isEmpty == false else { continue }
            sum += share.percent
            parts += [share.deployment.description, String(sum)]
        }
        return parts.joined(separator: GatewayMap.separator)
    }
}
