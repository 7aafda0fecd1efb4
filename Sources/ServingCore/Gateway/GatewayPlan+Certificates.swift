package import KubernetesCore

extension GatewayCluster {
    /// The Secrets with the certificates that are to be served.
    package var certificateKeys: Set<ObjectKey> {
        Set(inferenceServices.compactMap(\.certificateKey)).union(defaultCertificate.map { [$0] } ?? [])
    }
}

extension GatewayPlan {
    /// A certificate counts for the host names of the services that name it, whatever others stand in it.
    mutating func addCertificates(_ cluster: GatewayCluster, _ names: EndpointNames) {
        var hosts: [ObjectKey: Set<ProxyWord>] = [:]
        for service in cluster.inferenceServices {
            guard let key = service.certificateKey else { continue }
            hosts[key, default: []].formUnion(names.hosts(of: service).compactMap(ProxyWord.init))
        }
        for (key, hosts) in hosts {
            guard !hosts.isEmpty, let name = Self.certificateName(key), let pem = cluster.certificates[key] else {
                continue
            }
            certificates[name] = Certificate(pem: pem, hosts: hosts)
        }
        guard let key = cluster.defaultCertificate, let name = Self.certificateName(key),
            let pem = cluster.certificates[key]
        else { return }
        certificates[name] = Certificate(pem: pem, hosts: certificates[name]?.hosts ?? [])
        defaultCertificate = name
    }

    /// A namespace has no dots, so that no two Secrets have the same one.
    private static func certificateName(_ key: ObjectKey) -> ProxyWord? {
        ProxyWord("\(key.namespace ?? "").\(key.name)")
    }
}

extension GatewayPlan {
    static let certificateList = "certificates.list"

    static func fileName(ofCertificate name: ProxyWord) -> String { "\(name).pem" }

    /// The first one is for names that no other is for.
    var certificateListText: String {
        let first = defaultCertificate.map { "\(Self.fileName(ofCertificate: $0))\n" } ?? ""
        return first
            + certificates.sorted { $0.key < $1.key }.filter { !$0.value.hosts.isEmpty }
            .map { "\($1.entry(name: $0))\n" }.joined()
    }
}

extension GatewayPlan.Certificate {
    /// Its line in the list of certificates.
    func entry(name: ProxyWord) -> String {
        ([GatewayPlan.fileName(ofCertificate: name)] + hosts.sorted().map(\.description)).joined(separator: " ")
    }
}

extension InferenceService {
    package var certificateKey: ObjectKey? {
        spec.expose?.tlsSecretRef.map { ObjectKey(namespace: metadata.namespace, name: $0.name) }
    }
}
