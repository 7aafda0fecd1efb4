package import KubernetesCore

extension ResolvedModelDeployment {
    /// The Deployment. It says nothing of `replicas`: those belong to a field manager of their own, so that a scaler's
    /// figure is never overwritten and never falls back to 1.
    ///
    /// - Parameter observed: the Deployment that there is, whose template may be pinned.
    package func desiredDeployment(over observed: Deployment?) -> DesiredObject {
        let pinned = PinnedTemplate(of: self, over: observed)
        return DesiredObject(
            BuiltInTypes.deployments,
            of: metadata,
            annotations: pinned.annotations,
            spec: [
                "selector": ["matchLabels": Labels.selector(for: metadata.name)],
                "progressDeadlineSeconds": .integer(Int64(progressDeadlineSeconds)),
                "revisionHistoryLimit": 10,
                "strategy": [
                    "type": "RollingUpdate",
                    "rollingUpdate": [
                        "maxUnavailable": Self.amount(spec.rollout.maxUnavailable),
                        "maxSurge": Self.amount(spec.rollout.maxSurge),
                    ],
                ],
                "template": pinned.template,
            ]
        )
    }

    /// Counts may be given as text, as templates do; a Deployment takes only percentages so.
    private static func amount(_ value: JSONValue) -> JSONValue {
        value.string.flatMap { Int64($0) }.map(JSONValue.integer) ?? value
    }

    /// Where nobody has asked for another time, no rollout is late while the kubelet still waits for `init()`.
    private var progressDeadlineSeconds: Int {
        let given = spec.rollout.progressDeadlineSeconds
        let standard = ModelDeployment.Rollout.standardProgressDeadlineSeconds
        return given == standard ? max(standard, startupPatienceSeconds + 1) : given
    }
}
