import KubernetesCore
import Testing

@testable import Slipway

struct WrittenDeploymentsTests {
    private func deployment(uid: String = "a", generation: Int64, replicas: Int) throws -> Deployment {
        let object: JSONValue = [
            "metadata": [
                "name": "m", "namespace": "n", "uid": .string(uid), "generation": .integer(generation),
            ],
            "spec": ["replicas": .integer(Int64(replicas))],
        ]
        return try JSONValueDecoder().decode(Deployment.self, from: object)
    }

    @Test func `a store that is behind shows what was written`() throws {
        let deployments = WrittenDeployments()
        deployments.remember(try deployment(generation: 2, replicas: 0))
        let stored = try deployment(generation: 1, replicas: 1)
        #expect(deployments.latest(stored)?.spec.replicas == 0)
        #expect(deployments.latest(stored)?.spec.replicas == 0)
    }

    @Test func `what the store shows counts once it has caught up`() throws {
        let deployments = WrittenDeployments()
        deployments.remember(try deployment(generation: 2, replicas: 0))
        #expect(deployments.latest(try deployment(generation: 2, replicas: 3))?.spec.replicas == 3)
        // An older state after that is none that was missed.
        #expect(deployments.latest(try deployment(generation: 1, replicas: 1))?.spec.replicas == 1)
    }

    @Test func `another object of the same name is no older state`() throws {
        let deployments = WrittenDeployments()
        deployments.remember(try deployment(generation: 2, replicas: 0))
        #expect(deployments.latest(try deployment(uid: "b", generation: 1, replicas: 1))?.spec.replicas == 1)
    }

    @Test func `where the store shows none, none is made up`() throws {
        let deployments = WrittenDeployments()
        deployments.remember(try deployment(generation: 2, replicas: 0))
        #expect(deployments.latest(nil) == nil)
    }
}
