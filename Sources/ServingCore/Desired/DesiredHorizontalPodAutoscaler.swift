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
                "metrics": [metric(autoscale)],
                "behavior": Self.scalingBehavior,
            ]
        )
    }

    private func metric(_ autoscale: ModelDeployment.Autoscale) -> JSONValue {
        switch AutoscalingMetric(autoscale.metric, metrics) {
        case .cpu:
            return [
                "type": "Resource",
                "resource": [
                    "name": "cpu",
                    "target": [
                        "type": "Utilization", "averageUtilization": .integer(Int64(autoscale.targetUtilization)),
                    ],
                ],
            ]
        case .concurrency:
            // The scaler divides all requests by this and rounds up, which is Azure ML's formula.
            let target = UtilizationTarget(autoscale, spec.requestSettings)
            let requests = Quantity(thousandths: target.milliRequestsPerReplica)
            return [
                "type": "Object",
                "object": [
                    "describedObject": [
                        "apiVersion": .string(ServingAPI.modelDeployments.apiVersion),
                        "kind": .string(ServingAPI.modelDeployments.kind), "name": .string(metadata.name),
                    ],
                    "metric": ["name": .string(MetricsAPI.Metric.concurrentRequests.rawValue)],
                    "target": ["type": "AverageValue", "averageValue": .string(requests.description)],
                ],
            ]
        }
    }

    /// Azure ML's autoscaler adds replicas within a second and removes them after about a minute.
    package static let scalingBehavior: JSONValue = [
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
