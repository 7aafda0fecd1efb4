package import KubernetesCore

/// What the gateway serves, in words and numbers that can go into HAProxy's files as they are.
package struct GatewayPlan: Hashable, Sendable {
    /// An InferenceService.
    package struct Endpoint: Hashable, Sendable {
        let service: ObjectKey
        let namespace: ProxyWord
        let needsKey: Bool
        /// What becomes of requests without TLS.
        let plainHTTP: InferenceService.PlainHTTP
        /// SHA-256 of the keys, any of which opens it.
        let keyDigests: Set<ProxyWord>
        let maxRequestBytes: Int64
        let defaultDeployment: ProxyWord
        /// The other deployments, whose percents the default one does not get.
        let shares: [Share]
    }

    package struct Share: Hashable, Sendable {
        let deployment: ProxyWord
        let percent: Int
    }

    /// The replicas of a ModelDeployment, with the queue before them.
    package struct Backend: Hashable, Sendable {
        /// Requests in one replica at the same time.
        let maxConcurrent: Int
        /// Milliseconds.
        let queueWait: Int
        /// Milliseconds.
        let scoringTimeout: Int
        /// The pods that take requests, by name.
        let replicas: [ProxyWord: ReplicaAddress]
    }

    package struct Certificate: Hashable, Sendable {
        /// Certificates and key.
        let pem: PEMText
        /// The names that clients ask for to get it.
        let hosts: Set<ProxyWord>
    }

    /// By service name.
    package var endpoints: [ProxyWord: Endpoint] = [:]
    /// The service name that a host name stands for.
    package var hosts: [ProxyWord: ProxyWord] = [:]
    /// By the namespace and name of their Secrets, with a dot between.
    package var certificates: [ProxyWord: Certificate] = [:]
    /// The one for all other names.
    package var defaultCertificate: ProxyWord?
    /// By ``backendName(_:_:)``.
    package var backends: [String: Backend] = [:]
    /// The other gateway pods that take requests.
    package var peers: [ProxyWord: ReplicaAddress] = [:]
    /// The peers that come before this gateway as owners of a backend's queue, the first one first.
    package var owners: [String: [ProxyWord]] = [:]

    package init() {}

    /// The most deployments besides the default one that a service has.
    var mostShares: Int { endpoints.values.map(\.shares.count).max() ?? 0 }

    /// Whether `other` answers requests for a service in the same way.
    package func serves(_ service: ObjectKey, like other: GatewayPlan?) -> Bool {
        func endpoints(_ plan: GatewayPlan?) -> [ProxyWord: Endpoint] {
            plan?.endpoints.filter { $1.service == service } ?? [:]
        }
        func backends(_ plan: GatewayPlan?) -> [Backend?] {
            endpoints(plan).values.flatMap(\.backendNames).map { plan?.backends[$0] }
        }
        return endpoints(self) == endpoints(other) && backends(self) == backends(other)
    }

    /// A colon stands in no word, so that no two deployments share a name and none has that of a section of ours.
    static func backendName(_ namespace: ProxyWord, _ deployment: ProxyWord) -> String {
        "\(namespace):\(deployment)"
    }
}
