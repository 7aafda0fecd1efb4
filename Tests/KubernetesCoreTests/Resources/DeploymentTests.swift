import Testing

@testable import KubernetesCore

@Suite struct DeploymentTests {
    /// As `kubectl get -o json` shows it, with the parts that nobody reads shortened.
    private static let text = #"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"annotations":{"deployment.kubernetes.io/revision":"2"},
        "creationTimestamp":"2026-03-01T10:00:00Z","generation":4,"labels":{"app":"main"},"managedFields":[{"manager":
        "slipway","operation":"Apply","apiVersion":"apps/v1","time":"2026-03-01T10:00:00Z","fieldsType":"FieldsV1",
        "fieldsV1":{"f:spec":{}}}],"name":"main","namespace":"models","resourceVersion":"4711","uid":"u-1"},
        "spec":{"progressDeadlineSeconds":600,"replicas":3,"selector":{"matchLabels":{"app":"main"}},"template":{"spec":
        {"containers":[{"name":"scoring","image":"x","resources":{"limits":{"cpu":"500m"}}}]}}},
        "status":{"availableReplicas":2,"conditions":[{"lastTransitionTime":"2026-03-01T10:00:10Z","lastUpdateTime":
        "2026-03-01T10:00:10Z","message":"Deployment does not have minimum availability.","reason":
        "MinimumReplicasUnavailable","status":"False","type":"Available"},{"lastTransitionTime":"2026-03-01T10:00:00Z",
        "lastUpdateTime":"2026-03-01T10:00:10Z","message":"ReplicaSet \"main-7c\" is progressing.","reason":
        "ReplicaSetUpdated","status":"True","type":"Progressing"}],"observedGeneration":4,"readyReplicas":2,"replicas":3,
        "unavailableReplicas":1,"updatedReplicas":3}}
        """#

    private func deployment(_ change: (inout JSONValue) -> Void = { _ in }) throws -> Deployment {
        var json = try JSONValue(parsing: Self.text)
        change(&json)
        return try JSONValueDecoder().decode(Deployment.self, from: json)
    }

    @Test func `what a server sends is read`() throws {
        let deployment = try deployment()
        #expect(deployment.metadata.key == ObjectKey(namespace: "models", name: "main"))
        #expect(deployment.spec.replicas == 3)
        #expect(deployment.status.observedGeneration == 4)
        #expect(deployment.status.replicas == 3)
        #expect(deployment.status.updatedReplicas == 3)
        #expect(deployment.status.readyReplicas == 2)
        #expect(deployment.status.availableReplicas == 2)
        #expect(deployment.status.conditions.map(\.type) == ["Available", "Progressing"])
        #expect(deployment.status.conditions["Available"]?.isFalse == true)
        #expect(deployment.status.conditions["Available"]?.reason == "MinimumReplicasUnavailable")
        #expect(deployment.status.conditions["Progressing"]?.isTrue == true)
        #expect(deployment.status.conditions["ReplicaFailure"] == nil)
        #expect(deployment.manifest.includes(["spec": ["template": ["spec": ["containers": [["name": "scoring"]]]]]]))
    }

    @Test("A new object has no status, or an empty one", arguments: [nil, [:], .null] as [JSONValue?])
    func noStatus(status: JSONValue?) throws {
        let deployment = try deployment { $0["status"] = status }
        #expect(deployment.status == Deployment.Status())
        #expect(!deployment.hasNewReplicasOnly)
    }

    @Test(
        "A Deployment has new replicas only once none is from before, whether or not they are available",
        arguments: [
            // observed generation, all, updated
            ([4, 3, 3], true), ([5, 3, 3], true), ([3, 3, 3], false), ([4, 4, 3], false), ([4, 0, 0], true),
            ([4, 1, 0], false),
        ] as [([Int64], Bool)]
    )
    func hasNewReplicasOnly(status: [Int64], isSo: Bool) throws {
        let names = ["observedGeneration", "replicas", "updatedReplicas"]
        let deployment = try deployment {
            $0["status"] = .object(JSONObject(zip(names, status.map(JSONValue.integer))))
        }
        #expect(deployment.hasNewReplicasOnly == isSo)
    }

    @Test func `an autoscaler is read in either version`() throws {
        for version in BuiltInTypes.horizontalPodAutoscalerVersions {
            let json: JSONValue = [
                "apiVersion": "autoscaling/\(version)", "metadata": ["name": "main"], "spec": ["maxReplicas": 5],
                "status": [
                    "currentReplicas": 1, "desiredReplicas": 2, "currentMetrics": .null,
                    "conditions": [["type": "ScalingActive", "status": "False", "reason": "FailedGetResourceMetric"]],
                ],
            ]
            let autoscaler = try JSONValueDecoder().decode(HorizontalPodAutoscaler.self, from: json)
            #expect(autoscaler.status.currentReplicas == 1)
            #expect(autoscaler.status.desiredReplicas == 2)
            #expect(autoscaler.status.conditions?["ScalingActive"]?.reason == "FailedGetResourceMetric")
            #expect(autoscaler.manifest.includes(["spec": ["maxReplicas": 5]]))
        }
    }
}
