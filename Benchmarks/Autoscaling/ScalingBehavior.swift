import KubernetesCore
import ServingCore

/// `spec.behavior` of a HorizontalPodAutoscaler: how fast it may go. Of several policies the one that allows most counts.
struct ScalingBehavior {
    struct Direction {
        let stabilizationSeconds: Int
        let policies: [Policy]
    }

    struct Policy {
        /// Of the replicas at the beginning of the period; else a number of pods.
        let isPercent: Bool
        let value: Int
        let periodSeconds: Int
    }

    let up: Direction
    let down: Direction

    /// What Slipway writes into the autoscalers that it makes.
    static let slipway = ScalingBehavior(ResolvedModelDeployment.scalingBehavior)

    /// What Kubernetes fills in.
    static let standard = ScalingBehavior([
        "scaleUp": [
            "stabilizationWindowSeconds": 0,
            "policies": [
                ["type": "Percent", "value": 100, "periodSeconds": 15],
                ["type": "Pods", "value": 4, "periodSeconds": 15],
            ],
        ],
        "scaleDown": [
            "stabilizationWindowSeconds": 300,
            "policies": [["type": "Percent", "value": 100, "periodSeconds": 15]],
        ],
    ])

    init(_ json: JSONValue) {
        up = Direction(json["scaleUp"])
        down = Direction(json["scaleDown"])
    }
}

extension ScalingBehavior.Direction {
    fileprivate init(_ json: JSONValue?) {
        stabilizationSeconds = Int(json?["stabilizationWindowSeconds"]?.integer ?? 0)
        policies = (json?["policies"]?.array ?? []).map { policy in
            ScalingBehavior.Policy(
                isPercent: policy["type"] == "Percent",
                value: Int(policy["value"]?.integer ?? 0),
                periodSeconds: Int(policy["periodSeconds"]?.integer ?? 0)
            )
        }
    }
}
