/// A Service as far as it is read.
package struct Service: Resource, Hashable {
    package let metadata: ObjectMeta
    package let manifest: Manifest
    /// nil for a Service without one.
    package let clusterIP: String?
    /// Where a load balancer takes its requests; none until it does.
    package let loadBalancerAddresses: [String]

    private enum CodingKeys: CodingKey {
        case metadata, spec, status
    }

    private struct Spec: Decodable {
        let clusterIP: String?
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
        let clusterIP = try container.decodeIfPresent(Spec.self, forKey: .spec)?.clusterIP
        self.clusterIP = clusterIP == "None" ? nil : clusterIP
        let ingress = try container.decodeIfPresent(Status.self, forKey: .status)?.loadBalancer?.ingress
        loadBalancerAddresses = (ingress ?? []).compactMap { $0.hostname ?? $0.ip }
    }
}
