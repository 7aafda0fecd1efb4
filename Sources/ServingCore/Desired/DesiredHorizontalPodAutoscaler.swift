package import KubernetesCore

extension ResolvedModelDeployment {
    /// The scaler; nil where the number of replicas is fixed.
    package func desiredHorizontalPodAutoscaler(_ versions: ServedVersions) -> DesiredObject? {
        guard case .automatic(let autoscale) = scaling else { return nil }
        return DesiredObject(
            versions.horizontalPodAutoscalers,
            of: metadata,
            spec: [
                "scaleTargetRef": [
                    "apiVersion": .string(BuiltInTypes.deployments.apiVersion),
                    "kind": .string(BuiltInTypes.deployments.kind),
                    "name": .string(metadata.name),
                ],
                "minReplicas": .integer(Int64(autoscale.minReplicas)),
                "maxReplicas": .integer(Int64(autoscale.maxReplicas)),
                "metrics": [
                    [
                        "type": "Resource",
                        "resource": [
                            "name": "cpu",
                            "target": [
                                "type": "Utilization",
                                "averageUtilization": .integer(Int64(autoscale.targetUtilization)),
                            ],
                        ],
                    ]
                ],
                "behavior": Self.behavior,
            ]
        )
    }

    /// Azure ML's autoscaler adds replicas within a second and removes them after about a minute.
    private static let behavior: JSONValue = [
        "scaleUp": [
            "stabilizationWindowSeconds": 0,
            "selectPolicy": "Max",
            "policies": [
                ["type": "Percent", "value": 300, "periodSeconds": 15],
                ["type": "Pods", "value": 10, "periodSeconds": 15],
            ],
        ],
        "scaleDown": [
            "stabilizationWindowSeconds": 60,
            "selectPolicy": "Max",
            "policies": [["type": "Percent", "value": 100, "periodSeconds": 15]],
        ],
    ]
}
