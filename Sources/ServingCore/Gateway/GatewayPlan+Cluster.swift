package import KubernetesCore

/// What a gateway sees of the cluster.
package struct GatewayCluster: Sendable {
    package var inferenceServices: [InferenceService]
    package var modelDeployments: [ModelDeployment]
    /// The pods of models.
    package var pods: [Pod]
    /// Secrets of the type ``KeysSecret/type``.
    package var keys: [ServiceKeys]
    /// The certificates that HAProxy takes, by their Secrets.
    package var certificates: [ObjectKey: PEMText] = [:]
    /// The Secret with the certificate for names that have no other.
    package var defaultCertificate: ObjectKey?
    /// Host names that no InferenceService gets.
    package var reservedHosts: Set<String> = []
    /// The gateway's own pods, this one among them.
    package var gatewayPods: [Pod]
    /// The name of the pod that this gateway runs in; nil outside of pods, where it has every queue itself.
    package var ownPod: String?

    package init(
        inferenceServices: [InferenceService],
        modelDeployments: [ModelDeployment],
        pods: [Pod],
        keys: [ServiceKeys],
        gatewayPods: [Pod] = [],
        ownPod: String? = nil
    ) {
        self.inferenceServices = inferenceServices
        self.modelDeployments = modelDeployments
        self.pods = pods
        self.keys = keys
        self.gatewayPods = gatewayPods
        self.ownPod = ownPod
    }
}

extension GatewayPlan {
    /// An InferenceService is served as far as it can be, whatever else its status says: a mistake in one part must not
    /// take down the rest.
    package init(_ cluster: GatewayCluster) {
        self.init()
        let names = EndpointNames(cluster.inferenceServices, reserved: cluster.reservedHosts)
        let keys = Dictionary(cluster.keys.map { ($0.metadata.key, $0.digests) }) { first, _ in first }
        for service in cluster.inferenceServices where names.holder(ofNameOf: service) == service.metadata.key {
            guard let name = ProxyWord(service.serviceName),
                let endpoint = Endpoint(service, keys[service.keysKey] ?? [])
            else { continue }
            endpoints[name] = endpoint
            for host in names.hosts(of: service).compactMap(ProxyWord.init) { hosts[host] = name }
        }
        addBackends(cluster)
        addCertificates(cluster, names)
        addPeers(cluster)
    }

    private mutating func addBackends(_ cluster: GatewayCluster) {
        let referredTo = Set(endpoints.values.flatMap(\.backendNames))
        var replicas: [String: [ProxyWord: ReplicaAddress]] = [:]
        for pod in cluster.pods where pod.takesRequests {
            guard let deployment = pod.metadata.labels[Labels.modelDeployment].flatMap(ProxyWord.init),
                let namespace = pod.metadata.namespace.flatMap(ProxyWord.init),
                let name = ProxyWord(pod.metadata.name), let address = pod.address
            else { continue }
            replicas[Self.backendName(namespace, deployment), default: [:]][name] = address
        }
        for deployment in cluster.modelDeployments {
            guard let namespace = deployment.metadata.namespace.flatMap(ProxyWord.init),
                let name = ProxyWord(deployment.metadata.name)
            else { continue }
            let backend = Self.backendName(namespace, name)
            guard referredTo.contains(backend) else { continue }
            let isServed = !deployment.spec.suspend && deployment.metadata.deletionTimestamp == nil
            backends[backend] = Backend(
                deployment.spec.requestSettings,
                replicas: isServed ? replicas[backend] ?? [:] : [:]
            )
        }
    }

    private mutating func addPeers(_ cluster: GatewayCluster) {
        guard let own = cluster.ownPod.flatMap(ProxyWord.init) else { return }
        var pods: Set<ProxyWord> = []
        for pod in cluster.gatewayPods {
            guard let name = ProxyWord(pod.metadata.name), pod.metadata.deletionTimestamp == nil else { continue }
            if name == own {
                pods.insert(name)
            } else if pod.takesRequests, let address = pod.address {
                peers[name] = address
                pods.insert(name)
            }
        }
        for backend in backends.keys {
            let before = QueueOwners.order(of: pods, for: backend).prefix { $0 != own }
            if !before.isEmpty { owners[backend] = Array(before) }
        }
    }
}

extension GatewayPlan.Endpoint {
    fileprivate init?(_ service: InferenceService, _ digests: Set<String>) {
        let split = TrafficSplit(service.spec)
        guard let namespace = service.metadata.namespace.flatMap(ProxyWord.init),
            let defaultDeployment = ProxyWord(split.defaultDeployment)
        else { return nil }
        self.service = service.metadata.key
        self.namespace = namespace
        self.defaultDeployment = defaultDeployment
        needsKey = service.spec.auth.enabled
        plainHTTP = service.spec.expose?.plainHTTP ?? .allow
        keyDigests = service.spec.auth.enabled ? Set(digests.compactMap(ProxyWord.init)) : []
        maxRequestBytes = max(1, service.spec.limits.maxRequestBytes)
        shares = split.shares.compactMap { share in
            guard let deployment = ProxyWord(share.deployment), deployment != defaultDeployment else { return nil }
            return GatewayPlan.Share(deployment: deployment, percent: min(max(share.percent, 0), 100))
        }
    }

    var backendNames: [String] {
        ([defaultDeployment] + shares.map(\.deployment)).map { GatewayPlan.backendName(namespace, $0) }
    }
}

extension GatewayPlan.Backend {
    /// The longest time that HAProxy counts, in milliseconds.
    private static let longest = Int(Int32.max)

    fileprivate init(_ settings: ModelDeployment.RequestSettings, replicas: [ProxyWord: ReplicaAddress]) {
        maxConcurrent = min(max(settings.maxConcurrentPerReplica, 1), Self.longest)
        // 0 would mean that there is no limit.
        queueWait = min(max(settings.maxQueueWaitMs, 1), Self.longest)
        scoringTimeout = min(max(settings.scoringTimeoutMs, 1), Self.longest)
        self.replicas = replicas
    }
}

extension InferenceService {
    fileprivate var keysKey: ObjectKey { ObjectKey(namespace: metadata.namespace, name: keysSecret) }
}

extension Pod {
    /// One that is to end finishes what it has.
    package var takesRequests: Bool {
        metadata.deletionTimestamp == nil && status?.conditions?["Ready"]?.isTrue == true
    }

    fileprivate var address: ReplicaAddress? {
        let container = spec?.containers?.first { $0.name == ScoringLayout.container }
        let port = container?.ports?.first?.containerPort ?? Int(ScoringLayout.port)
        return (status?.podIP).flatMap { ReplicaAddress($0, port: port) }
    }
}
