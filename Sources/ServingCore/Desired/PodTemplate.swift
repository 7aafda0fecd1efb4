import KubernetesCore

extension ResolvedModelDeployment {
    private var additions: ModelDeployment.PodTemplate? { spec.podTemplate }

    /// The pods: restricted Pod Security profile, spread over nodes and zones, never more rights than needed.
    var podTemplate: JSONValue {
        var labels = JSONValue(additions?.labels)
        for (key, value) in Labels.all(for: metadata.name).object ?? [:] { labels[key] = value }
        var annotations = JSONValue(additions?.annotations)
        annotations[Labels.contentDigest] = .string(contentDigest)
        if case .generated(let script) = code.source { annotations[Labels.entryScript] = .string(script) }
        return ["metadata": ["labels": labels, "annotations": annotations], "spec": podSpec]
    }

    private var podSpec: JSONValue {
        var pod: JSONValue = [
            "automountServiceAccountToken": .bool(additions?.serviceAccountName != nil),
            // A Service of the namespace would otherwise put variables of its own into the scoring process.
            "enableServiceLinks": false,
            "securityContext": securityContext,
            "terminationGracePeriodSeconds": .integer(Int64(Self.drainSeconds + scoringSeconds + 5)),
            "containers": .array([scoringContainer] + (additions?.sidecars ?? []).map(restricted)),
            "volumes": .array(volumes + (additions?.volumes ?? [])),
            "topologySpreadConstraints": .array(
                ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map(spread)
            ),
        ]
        let initContainers = pullContainers
        if !initContainers.isEmpty { pod["initContainers"] = .array(initContainers) }
        if let secrets = code.environment.imagePullSecrets, !secrets.isEmpty {
            pod["imagePullSecrets"] = .array(secrets.map { ["name": .string($0.name)] })
        }
        let nodeSelector = compute.nodeSelector.merging(additions?.nodeSelector ?? [:]) { required, _ in required }
        if !nodeSelector.isEmpty { pod["nodeSelector"] = JSONValue(nodeSelector) }
        let tolerations = tolerations(ofNodesWith: nodeSelector) + (additions?.tolerations ?? [])
        if !tolerations.isEmpty { pod["tolerations"] = .array(tolerations) }
        pod["affinity"] = additions?.affinity ?? preferenceForDifferentNodes
        pod["serviceAccountName"] = additions?.serviceAccountName.map(JSONValue.string)
        pod["priorityClassName"] = additions?.priorityClassName.map(JSONValue.string)
        pod["runtimeClassName"] = additions?.runtimeClassName.map(JSONValue.string)
        return pod
    }

    private var securityContext: JSONValue {
        var context: JSONValue = [
            "runAsNonRoot": true,
            // Many images name no user, or one by name only, and either is refused together with runAsNonRoot.
            "runAsUser": 1000,
            "runAsGroup": 1000,
            "fsGroup": 1000,
            "seccompProfile": ["type": "RuntimeDefault"],
        ]
        for (key, value) in additions?.securityContext?.object ?? [:] { context[key] = value }
        return context
    }

    /// A sidecar with what the restricted profile asks of it. Its root file system is its own business.
    private func restricted(_ sidecar: JSONValue) -> JSONValue {
        var context: JSONValue = ["allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]]]
        for (key, value) in sidecar["securityContext"]?.object ?? [:] where key != "capabilities" {
            context[key] = value
        }
        context["capabilities"]?["add"] = sidecar["securityContext"]?["capabilities"]?["add"]
        var sidecar = sidecar
        sidecar["securityContext"] = context
        return sidecar
    }

    private func spread(over topologyKey: String) -> JSONValue {
        [
            "maxSkew": 1,
            "topologyKey": .string(topologyKey),
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": ["matchLabels": Labels.selector(for: metadata.name)],
        ]
    }

    /// Of two nodes that will do, the one without a replica. Unlike the spread it also counts where a zone has one node.
    private var preferenceForDifferentNodes: JSONValue {
        let term: JSONValue = [
            "topologyKey": "kubernetes.io/hostname",
            "labelSelector": ["matchLabels": Labels.selector(for: metadata.name)],
        ]
        return [
            "podAntiAffinity": [
                "preferredDuringSchedulingIgnoredDuringExecution": [["weight": 100, "podAffinityTerm": term]]
            ]
        ]
    }

    /// The root file system is read-only: the server and libraries write to the first two.
    private var volumes: [JSONValue] {
        [["name": "app", "emptyDir": [:]], ["name": "tmp", "emptyDir": [:]]] + fileVolumes
    }

    /// How long a replica goes on answering after it has been told to end, so that nobody still sends to it, in seconds.
    static let drainSeconds = 5

    /// The scoring timeout, rounded up to seconds.
    var scoringSeconds: Int { (spec.requestSettings.scoringTimeoutMs + 999) / 1000 }
}

extension JSONValue {
    /// The entries sorted by key: a dictionary has no order, and a manifest needs one that never changes.
    init(_ entries: [String: String]?) {
        self = .object(JSONObject((entries ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}
