/// What the gateway serves, in words and numbers that can go into HAProxy's files as they are.
package struct GatewayPlan: Hashable, Sendable {
    /// An InferenceService.
    package struct Endpoint: Hashable, Sendable {
        let namespace: ProxyWord
        let needsKey: Bool
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

    /// By service name.
    package var endpoints: [ProxyWord: Endpoint] = [:]
    /// The service name that a host name stands for.
    package var hosts: [ProxyWord: ProxyWord] = [:]
    /// By ``backendName(_:_:)``.
    package var backends: [String: Backend] = [:]
    /// The other gateway pods that take requests.
    package var peers: [ProxyWord: ReplicaAddress] = [:]
    /// The peers that come before this gateway as owners of a backend's queue, the first one first.
    package var owners: [String: [ProxyWord]] = [:]

    package init() {}

    /// A colon stands in no word, so that no two deployments share a name and none has that of a section of ours.
    static func backendName(_ namespace: ProxyWord, _ deployment: ProxyWord) -> String {
        "\(namespace):\(deployment)"
    }
}
