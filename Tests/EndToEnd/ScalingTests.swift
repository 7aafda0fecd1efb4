import ClusterTestSupport
import KubernetesCore
import ServingCore
import TestSupport
import Testing

extension EndToEnd {
    @Test("replicas belong to the scaler, to the spec or to people, and never dip when they change hands")
    func scaling() async throws {
        try await withExample { example in
            let pods = try await example.podIdentifiers
            try await example.patch(#"{"autoscale": {"maxReplicas": 4, "targetUtilization": 55}}"#)
            try await eventually("the scaler follows the spec", within: .seconds(1)) {
                let spec = try await example.scaler?["spec"]
                return spec?["maxReplicas"] == 4 && spec?.jsonText.contains("55") == true ? true : nil
            }
            #expect(try await example.podIdentifiers == pods)

            try await cluster.kubectl("scale", "-n", example.namespace, "deployment/diabetes", "--replicas=3")
            try await eventually("people may scale", within: .seconds(30)) {
                try await example.deployment?["status"]?["readyReplicas"] == 3 ? true : nil
            }
            #expect(try await example.deployment?["spec"]?["replicas"] == 3)
            #expect(try await example.podIdentifiers.isSuperset(of: pods))
            try await cluster.kubectl("scale", "-n", example.namespace, "deployment/diabetes", "--replicas=1")
            try await eventually("and back", within: .seconds(30)) {
                try await example.deployment?["status"]?["replicas"] == 1 ? true : nil
            }

            let fewest = FewestReplicas()
            try await fewest.watching(example) {
                try await example.patch(#"{"replicas": 2, "autoscale": null}"#)
                try await eventually("a fixed number of replicas takes the scaler's place", within: .seconds(30)) {
                    let ready = try await example.deployment?["status"]?["readyReplicas"] == 2
                    return try await example.scaler == nil && ready ? true : nil
                }
                try await cluster.kubectl("scale", "-n", example.namespace, "deployment/diabetes", "--replicas=5")
                try await eventually("which people cannot change", within: .seconds(5)) {
                    try await example.deployment?["spec"]?["replicas"] == 2 ? true : nil
                }
                try await example.patch(#"{"replicas": null, "autoscale": {"maxReplicas": 3}}"#)
                try await eventually("the scaler comes back", within: .seconds(5)) { try await example.scaler }
                try await Task.sleep(for: .seconds(2))
                #expect(try await example.deployment?["spec"]?["replicas"] == 2, "the scaler takes over what there is")
            }
            #expect(fewest.ready >= 1)
            #expect(fewest.wanted >= 1)
        }
    }

    @Test("suspension scales to zero, and its end brings back what there was")
    func suspension() async throws {
        try await withExample { example in
            try await cluster.kubectl("scale", "-n", example.namespace, "deployment/diabetes", "--replicas=2")
            try await eventually("two replicas", within: .seconds(30)) {
                try await example.deployment?["status"]?["readyReplicas"] == 2 ? true : nil
            }
            try await example.patch(#"{"suspend": true}"#)
            try await eventually("no replica is left", within: .seconds(30)) {
                try await example.root?.status?.state == .suspended ? true : nil
            }
            #expect(try await example.deployment?["spec"]?["replicas"] == 0)
            try await example.patch(#"{"suspend": false}"#)
            try await eventually("two replicas again", within: .seconds(30)) {
                let root = try await example.root
                return root?.status?.state == .healthy && root?.status?.readyReplicas == 2 ? true : nil
            }
        }
    }

    @Test("what was made suspended begins once it is not suspended any more")
    func beginningAfterSuspension() async throws {
        try await withExample { example in
            let later = Example(cluster: cluster, namespace: example.namespace, name: "later")
            try await cluster.apply(Self.bystander(later.name, "suspend: true"), in: example.namespace)
            try await eventually("it is suspended", within: .seconds(30)) {
                try await later.root?.status?.state == .suspended ? true : nil
            }
            try await later.patch(#"{"suspend": false}"#)
            try await later.waitUntilReady()
        }
    }
}
