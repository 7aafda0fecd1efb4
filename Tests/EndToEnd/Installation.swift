import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore
import TestSupport

/// Slipway as it is installed: controller and gateway in pods, and the metrics API that the API server passes requests on to.
struct Installation: Sendable {
    static let namespace = "slipway-system"
    private static let image = "localhost/slipway/slipway:dev"

    let cluster: TestCluster

    /// Runs `body` while it is there, then removes it.
    static func run(in cluster: TestCluster, _ body: (Installation) async throws -> Void) async throws {
        let installation = Installation(cluster: cluster)
        try await withCleanUp {
            do {
                try await installation.install()
                try await body(installation)
            } catch {
                let words = await evenIfCancelled { (try? await installation.words) ?? "" }
                throw CommandFailed(command: "with Slipway in pods: \(error)", output: words)
            }
        } cleanUp: {
            try await installation.remove()
        }
    }

    /// What the controllers have to say.
    var words: String {
        get async throws {
            try await cluster.kubectl(
                "logs",
                "-n",
                Self.namespace,
                "-l",
                "app.kubernetes.io/component=controller",
                "--tail=100",
                "--prefix"
            )
        }
    }

    func pods(_ component: String) async throws -> [Pod] {
        let labels = Selection(labels: "app.kubernetes.io/part-of=slipway,app.kubernetes.io/component=\(component)")
        return try await cluster.client.list(BuiltInTypes.pods, in: Self.namespace, selecting: labels)
    }

    private func install() async throws {
        for folder in ["controller", "gateway"] {
            let manifests = try await cluster.kubectl("kustomize", "\(cluster.root)/deploy/\(folder)")
            let wanted = manifests.split(separator: "---\n").filter { manifest in
                ["Deployment", "Service"].contains { manifest.contains("\nkind: \($0)\n") }
            }
            let local = wanted.joined(separator: "---\n")
                .replacing("image: slipway-gateway:0.1.0", with: "image: \(Self.image)")
                .replacing("image: slipway:0.1.0", with: "image: \(Self.image)")
                .replacing("--image=slipway:0.1.0", with: "--image=\(Self.image)")
            try await cluster.kubectl("apply", "-f", "-", input: local)
        }
        for name in ["controller", "gateway"] {
            let deployment = "deployment/slipway-\(name)"
            try await cluster.kubectl("rollout", "status", "-n", Self.namespace, deployment, "--timeout=90s")
        }
        for version in MetricsAPI.Version.allCases {
            let name = "apiservice/\(MetricsAPIRegistration.apiServiceName(version))"
            try await eventually("\(name) is made", within: .seconds(20)) {
                try? await cluster.kubectl("get", name, "-o", "name")
            }
            try await cluster.kubectl("wait", name, "--for=condition=Available", "--timeout=60s")
        }
    }

    /// As `kubectl delete -k` would: the APIServices go with the ClusterRole.
    private func remove() async throws {
        let namespace = ["-n", Self.namespace]
        for arguments in [
            ["deployment/slipway-controller", "deployment/slipway-gateway"],
            ["service/slipway-metrics-api", "service/slipway-gateway"],
            ["secret/slipway-metrics-api-certificate"],
            // Nobody is served any more: gateways need not wait for requests.
            ["pods", "-l", "app.kubernetes.io/part-of=slipway", "--grace-period=0", "--force"],
        ] {
            // What could not be installed is not there.
            let delete = ["--kubeconfig", TestCluster.kubeconfig ?? "", "delete", "--ignore-not-found"]
            _ = try await TestCluster.run("kubectl", delete + arguments + namespace)
        }
        try await cluster.kubectl("delete", "clusterrole/slipway-metrics-api", "--ignore-not-found")
        try await eventually("the APIServices are gone", within: .seconds(30)) {
            let services = try await cluster.kubectl("get", "apiservices", "-o", "name")
            return services.contains(MetricsAPI.group) ? nil : true
        }
        try await eventually("its pods are gone", within: .seconds(120)) {
            let pods = try await pods("controller") + pods("gateway")
            return pods.isEmpty ? true : nil
        }
        try await cluster.kubectl("apply", "-k", "\(cluster.root)/deploy/overlays/dev")
    }
}
