package import KubernetesCore

/// Which InferenceService has a service name and a host name, of which a cluster has only one each: the oldest.
package struct EndpointNames: Sendable {
    private let services: [String: ObjectKey]
    private let hosts: [String: ObjectKey]

    /// - Parameter services: all of the cluster.
    package init(_ services: [InferenceService]) {
        let oldestFirst = services.sorted { left, right in
            let (leftAge, rightAge) = (left.metadata.creationTimestamp, right.metadata.creationTimestamp)
            if leftAge?.seconds != rightAge?.seconds { return (leftAge?.seconds ?? 0) < (rightAge?.seconds ?? 0) }
            return left.metadata.key < right.metadata.key
        }
        self.services = Dictionary(oldestFirst.map { ($0.serviceName, $0.metadata.key) }) { first, _ in first }
        let hosts = oldestFirst.flatMap { service in
            (service.spec.expose?.hosts ?? []).map { ($0, service.metadata.key) }
        }
        self.hosts = Dictionary(hosts) { first, _ in first }
    }

    /// Who has the service name of `service`: itself, unless an older one is named so.
    package func holder(ofNameOf service: InferenceService) -> ObjectKey? {
        services[service.serviceName]
    }

    package func holder(ofHost host: String) -> ObjectKey? { hosts[host] }

    /// The host names of `service` that no older one has.
    package func hosts(of service: InferenceService) -> [String] {
        (service.spec.expose?.hosts ?? []).filter { hosts[$0] == service.metadata.key }
    }
}
