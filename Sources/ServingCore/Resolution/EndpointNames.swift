package import KubernetesCore

/// Which InferenceService has a service name and a host name, of which a cluster has only one each: the oldest.
package struct EndpointNames: Sendable {
    private let services: [String: ObjectKey]
    private let hosts: [String: ObjectKey]
    private let reserved: Set<String>

    /// - Parameters:
    ///   - services: all of the cluster.
    ///   - reserved: host names that none of them gets.
    package init(_ services: [InferenceService], reserved: Set<String> = []) {
        self.reserved = reserved
        let oldestFirst = services.sorted { left, right in
            let (leftAge, rightAge) = (left.metadata.creationTimestamp, right.metadata.creationTimestamp)
            if leftAge?.seconds != rightAge?.seconds { return (leftAge?.seconds ?? 0) < (rightAge?.seconds ?? 0) }
            return left.metadata.key < right.metadata.key
        }
        self.services = Dictionary(oldestFirst.map { ($0.serviceName, $0.metadata.key) }) { first, _ in first }
        let hosts = oldestFirst.flatMap { service in
            (service.spec.expose?.hosts ?? []).filter { !reserved.contains($0) }.map { ($0, service.metadata.key) }
        }
        self.hosts = Dictionary(hosts) { first, _ in first }
    }

    /// Who has the service name of `service`: itself, unless an older one is named so.
    package func holder(ofNameOf service: InferenceService) -> ObjectKey? {
        services[service.serviceName]
    }

    package func holder(ofHost host: String) -> ObjectKey? { hosts[host] }

    package func isReserved(_ host: String) -> Bool { reserved.contains(host) }

    /// Whether an InferenceService could have that host name.
    package static func isHost(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.wholeMatch(of: #/[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/#) != nil
    }

    /// The host names of `service` that no older one has, and that are not reserved.
    package func hosts(of service: InferenceService) -> [String] {
        (service.spec.expose?.hosts ?? []).filter { hosts[$0] == service.metadata.key }
    }
}
