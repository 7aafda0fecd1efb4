import ClusterTestSupport
import KubernetesCore
import Testing

/// What users see, on a real cluster with real pods. One after the other: each runs the controller as a process.
@Suite(.enabled(if: TestCluster.kubeconfig != nil, TestCluster.isThere), .serialized, .timeLimit(.minutes(15)))
struct EndToEnd {
    let cluster: TestCluster

    init() async throws {
        cluster = try await TestCluster.installed()
    }

    /// Applies the example of the README in a namespace of its own, with the controller running.
    func withExample(_ body: (Example) async throws -> Void) async throws {
        try await ControllerProcess.run(in: cluster) { controller in
            try await cluster.withNamespace { namespace in
                let example = Example(cluster: cluster, namespace: namespace)
                try await cluster.kubectl("apply", "-n", namespace, "-f", "\(cluster.root)/examples/sklearn-diabetes")
                try await example.waitUntilReady()
                try await body(example)
                #expect(await controller.health("/readyz")?.status == 200, "the controller must have lived through it")
            }
        }
    }
}
