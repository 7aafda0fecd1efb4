import KubernetesCore
import ServingCore
import TestSupport
import Testing
import YAML

/// Who sets the number of replicas, whenever it changes hands.
@Suite struct ReplicaDecisionTests {
    /// - Parameters:
    ///   - spec: what is said of scaling.
    ///   - current: the replicas of the Deployment; nil where it has just been made.
    private func decision(_ spec: String, current: Int?, suspended: Int? = nil) throws -> ReplicaDecision? {
        let desired = try ExampleDeployment(spec).resolved
        let annotations = suspended.map { "{\(Labels.suspendedReplicas): '\($0)'}" } ?? "{}"
        let deployment = try current.map { current in
            try Manifests.deployment(
                "metadata: {name: diabetes, resourceVersion: '7', annotations: \(annotations)}, spec: {replicas: \(current)}"
            )
        }
        return ReplicaDecision(desired, deployment, isNew: current == nil)
    }

    @Test(
        "between its bounds and beyond, the number is the scaler's and people's",
        arguments: ["{minReplicas: 1, maxReplicas: 4}", "{minReplicas: 4, maxReplicas: 9}"],
        [1, 3, 4, 12]
    )
    func scaler(autoscale: String, current: Int) throws {
        #expect(try decision("autoscale: \(autoscale)", current: current) == nil)
    }

    @Test func `people who scale to zero are not contradicted`() throws {
        #expect(try decision("autoscale: {minReplicas: 2}", current: 0) == nil)
    }

    @Test("a new Deployment begins with the fewest replicas", arguments: [1, 2, 4])
    func beginning(fewest: Int) throws {
        let decision = try decision("autoscale: {minReplicas: \(fewest)}", current: nil)
        #expect(decision?.replicas == (fewest == 1 ? nil : fewest), "Kubernetes' default is 1")
        #expect(try self.decision("replicas: \(fewest)", current: nil)?.replicas == (fewest == 1 ? nil : fewest))
    }

    @Test func `a fixed number is put right, whoever changed it`() throws {
        #expect(try decision("replicas: 4", current: 4) == nil)
        #expect(try decision("replicas: 4", current: 1)?.replicas == 4)
        #expect(try decision("replicas: 4", current: 9)?.replicas == 4)
        #expect(try decision("replicas: 4", current: 0)?.replicas == 4)
    }

    @Test func `when the fixed number is left out, the scaler takes over what there is`() throws {
        #expect(try decision("replicas: 6", current: 6) == nil)
        #expect(try decision("autoscale: {minReplicas: 1}", current: 6) == nil)
    }

    @Test func `a suspension remembers what there was, and its end brings it back within the bounds`() throws {
        let suspension = try decision("suspend: true, autoscale: {minReplicas: 1}", current: 3)
        #expect(suspension?.replicas == 0)
        #expect(suspension?.suspendedReplicas == 3)
        #expect(try decision("suspend: true", current: 0, suspended: 3) == nil)
        for (autoscale, expected) in [("{}", 3), ("{minReplicas: 4}", 4), ("{maxReplicas: 2}", 2)] {
            #expect(try decision("autoscale: \(autoscale)", current: 0, suspended: 3)?.replicas == expected)
        }
        #expect(try decision("replicas: 5", current: 0, suspended: 3)?.replicas == 5)
    }

    @Test func `what is new and suspended never runs`() throws {
        let decision = try decision("suspend: true, replicas: 2", current: nil)
        #expect(decision?.replicas == 0)
    }

    @Test(
        "what is new and suspended begins with the fewest replicas",
        arguments: ["replicas: 2", "autoscale: {minReplicas: 2}"]
    )
    func beginningAfterSuspension(scaling: String) throws {
        // Of the latter nobody has remembered anything yet.
        for current in [nil, 0] {
            let suspension = try #require(try decision("suspend: true, \(scaling)", current: current))
            #expect(suspension.replicas == 0)
            let remembered = suspension.suspendedReplicas
            #expect(try decision("autoscale: {minReplicas: 1}", current: 0, suspended: remembered)?.replicas == 2)
        }
    }

    @Test func `only the state that was decided upon is changed, unless it is new`() throws {
        #expect(try decision("suspend: true", current: 1)?.resourceVersion == "7")
        #expect(try decision("suspend: true", current: nil)?.resourceVersion == nil)
    }

    @Test func `what is applied says the number of replicas, for which state, and nothing else`() throws {
        let decision = try #require(try decision("replicas: 4", current: 1))
        let manifest = decision.manifest(for: ObjectKey(namespace: "default", name: "diabetes"))
        #expect(manifest["spec"] == ["replicas": 4])
        #expect(manifest["metadata"] == ["name": "diabetes", "namespace": "default", "resourceVersion": "7"])
        let desired = try ExampleDeployment("replicas: 4").resolved.desiredDeployment(over: nil)
        #expect(desired.manifest["spec"]?["replicas"] == nil)
    }
}
