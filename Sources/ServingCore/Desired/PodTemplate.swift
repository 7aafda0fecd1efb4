import KubernetesCore

extension ResolvedModelDeployment {
    private var additions: ModelDeployment.PodTemplate? { spec.podTemplate }

    /// The pods: restricted Pod Security profile, spread over nodes and zones, never more rights than needed.
    var podTemplate: JSONValue {
        var labels = JSONValue(additions?.labels)
        for (key, value) in Labels.all(for: metadata.name).object ?? [:] { labels[key] = value }
        var annotations = JSONValue(additions?.annotations)
        annotations[Labels.contentDigest] = .string(contentDigest)
        return ["metadata": ["labels": labels, "annotations": annotations], "spec": podSpec]
    }

    private var podSpec: JSONValue {
        var pod: JSONValue = [
            "automountServiceAccountToken": .bool(additions?.serviceAccountName != nil),
            // A Service of the namespace would otherwise put variables of its own into the scoring process.
            "enableServiceLinks": false,
            "securityContext": securityContext,
            "terminationGracePeriodSeconds": .integer(Int64(Self.drainSeconds + scoringSeconds + 5)),
            "containers": .array([scoringContainer] + (additions?.sidecars ?? [])),
            "volumes": .array(volumes + (additions?.volumes ?? [])),
            "topologySpreadConstraints": .array(
                ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map(spread)
            ),
        ]
        if let secrets = config.environment.imagePullSecrets, !secrets.isEmpty {
            pod["imagePullSecrets"] = .array(secrets.map { ["name": .string($0.name)] })
        }
        let nodeSelector = compute.nodeSelector.merging(additions?.nodeSelector ?? [:]) { required, _ in required }
        if !nodeSelector.isEmpty { pod["nodeSelector"] = JSONValue(nodeSelector) }
        let tolerations = compute.tolerations + (additions?.tolerations ?? [])
        if !tolerations.isEmpty { pod["tolerations"] = .array(tolerations) }
        pod["affinity"] = additions?.affinity
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

    private func spread(over topologyKey: String) -> JSONValue {
        [
            "maxSkew": 1,
            "topologyKey": .string(topologyKey),
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": ["matchLabels": Labels.selector(for: metadata.name)],
        ]
    }

    private var volumes: [JSONValue] {
        let code: JSONValue = ["name": "code", "configMap": ["name": .string(source.configMap)]]
        let files = models.enumerated().map { index, model -> JSONValue in
            let item: JSONValue = ["key": .string(model.key), "path": .string(model.key)]
            return [
                "name": .string(Self.modelVolume(index)),
                "configMap": ["name": .string(model.configMap), "items": [item]],
            ]
        }
        // The root file system is read-only: the server and libraries write to these two.
        return [["name": "app", "emptyDir": [:]], ["name": "tmp", "emptyDir": [:]], code] + files
    }

    static func modelVolume(_ index: Int) -> String { "model-\(index)" }

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
