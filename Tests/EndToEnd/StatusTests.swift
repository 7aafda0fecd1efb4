import ClusterTestSupport
import KubernetesCore
import Testing

extension EndToEnd {
    @Test("slipway status shows the example with its pod, for people and for programs")
    func statusTree() async throws {
        try await withExample { example in
            let arguments = ["status", "--kubeconfig", TestCluster.kubeconfig ?? "", "-n", example.namespace]
            let binary = try TestCluster.slipway
            let text = try await TestCluster.run(binary, arguments)
            let lines = text.split(separator: "\n")
            #expect(
                lines.first
                    == "ModelDeployment \(example.namespace)/diabetes Healthy 1/1, 1 to 10 at 70 %, sklearn_regression_model:1"
            )
            #expect(lines.dropFirst().first?.hasPrefix("  Pod diabetes-") == true, "\(text)")
            #expect(lines.contains { $0.hasPrefix("ComputeTarget default Ready DevTest") }, "\(text)")
            let json = try JSONValue(parsing: try await TestCluster.run(binary, arguments + ["-o", "json"]))
            let deployment = try #require(json.array?.first)
            #expect(deployment["name"] == "diabetes" && deployment["readyReplicas"] == 1)
            #expect(deployment["children"]?.array?.first?["state"] == "Ready")
        }
    }
}
