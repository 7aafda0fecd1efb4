package import KubernetesCore

extension ResolvedModelDeployment {
    /// The Deployment. It says nothing of `replicas`: those belong to a field manager of their own, so that a scaler's
    /// figure is never overwritten and never falls back to 1.
    package var desiredDeployment: DesiredObject {
        DesiredObject(
            BuiltInTypes.deployments,
            of: metadata,
            spec: [
                "selector": ["matchLabels": Labels.selector(for: metadata.name)],
                "progressDeadlineSeconds": .integer(Int64(spec.rollout.progressDeadlineSeconds)),
                "revisionHistoryLimit": 10,
                "strategy": [
                    "type": "RollingUpdate",
                    "rollingUpdate": [
                        "maxUnavailable": spec.rollout.maxUnavailable,
                        "maxSurge": spec.rollout.maxSurge,
                    ],
                ],
                "template": podTemplate,
            ]
        )
    }
}
