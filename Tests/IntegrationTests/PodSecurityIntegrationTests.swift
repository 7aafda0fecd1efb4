import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import TestSupport
import Testing
import YAML

/// The API server's own judgement of the pods of all features. It has one since Kubernetes 1.23; before that the rules are
/// checked by `RestrictedProfileTests` alone.
@Suite(.enabled(if: TestCluster.kubeconfig != nil, TestCluster.isThere), .timeLimit(.minutes(5)))
struct PodSecurityIntegrationTests {
    @Test("a namespace with the restricted Pod Security profile takes the pods of every feature")
    func restricted() async throws {
        let cluster = try await TestCluster.installed()
        let version = KubernetesVersion(try await cluster.client.serverVersion()) ?? .oldest
        guard version.minor >= 23 else { return }
        try await cluster.withNamespace { namespace in
            let label = "pod-security.kubernetes.io/enforce=restricted"
            try await cluster.kubectl("label", "namespace", namespace, label)
            for account in ["default", "scorer"] {
                let manifest = "{apiVersion: v1, kind: ServiceAccount, metadata: {name: \(account)}}"
                try await cluster.apply(manifest, in: namespace)
            }
            try await #require(throws: CommandFailed.self, "the server has to refuse what is not restricted") {
                try await cluster.kubectl("run", "bad", "-n", namespace, "--image=bad", "--dry-run=server")
            }
            let folder = "\(cluster.root)/Tests/ServingCoreTests/Golden"
            var count = 0
            for golden in GoldenCase.all(below: "", with: "out.yaml", besideFile: "\(folder)/x") {
                for object in try golden.documents("out.yaml") where object["kind"] == "Deployment" {
                    var pod = try #require(object["spec"]?["template"])
                    pod["apiVersion"] = "v1"
                    pod["kind"] = "Pod"
                    pod["metadata"]?["name"] = .string("pod-\(count)")
                    try await cluster.kubectl(
                        "create",
                        "-n",
                        namespace,
                        "--dry-run=server",
                        "-f",
                        "-",
                        input: [pod].yamlText
                    )
                    count += 1
                }
            }
            #expect(count >= 20)
        }
    }
}
