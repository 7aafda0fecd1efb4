/// A Service as far as it is read.
package struct Service: Resource, Hashable {
    package let metadata: ObjectMeta
    package let manifest: Manifest
    /// nil for a Service without one.
    package let clusterIP: String?
    package let isLoadBalancer: Bool
    /// By their names, where they have any.
    package let ports: [String: Int]
    /// Where a load balancer takes its requests; none until it does.
    package let loadBalancerAddresses: [String]

    private enum CodingKeys: CodingKey {
        case metadata, spec, status
    }

    private struct Spec: Decodable {
        struct Port: Decodable {
            let name: String?
            let port: Int
        }

        let type: String?
        let clusterIP: String?
        let ports: [Port]?
    }

    private struct Status: Decodable {
        struct LoadBalancer: Decodable {
            let ingress: [Ingress]?
        }

        struct Ingress: Decodable {
            let ip: String?
            let hostname: String?
        }

        let loadBalancer: LoadBalancer?
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata).besideManifest
        manifest = try Manifest(from: decoder)
        let spec = try container.decodeIfPresent(Spec.self, forKey: .spec)
        clusterIP = spec?.clusterIP == "None" ? nil : spec?.clusterIP
        isLoadBalancer = spec?.type == "LoadBalancer"
        let named = (spec?.ports ?? []).compactMap { port in port.name.map { ($0, port.port) } }
        ports = Dictionary(named) { first, _ in first }
        let ingress = try container.decodeIfPresent(Status.self, forKey: .status)?.loadBalancer?.ingress
        loadBalancerAddresses = (ingress ?? []).compactMap { $0.hostname ?? $0.ip }
    }
}
