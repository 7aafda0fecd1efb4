import ClusterTestSupport
import Crypto
import KubernetesClient
import KubernetesCore
import ServingCore
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
    @Test("a model of 1 GB arrives though its connection is cut ten times; with a wrong digest no server starts")
    func pull() async throws {
        let file = ServedFile(bytes: Self.largeModel())
        let digest = SHA256Digits(of: SHA256.hash(data: file.bytes)).text
        let cuts = Mutex(0)
        let server = try ScriptedServer(address: try await cluster.nodeAddress) { request in
            var file = file
            let isCut = cuts.withLock { count in
                count += 1
                return count <= 10
            }
            if isCut { file.cutAfter = 3_000_000 }
            return file.answer(request)
        }
        // The whole cluster's.
        let target = "pulls-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
        try await withCleanUp {
            try await pull(from: "\(server.url)/large.bin", sha256: digest, on: target) { cuts.withLock { $0 } }
        } cleanUp: {
            try await cluster.kubectl("delete", "computetarget", target, "--ignore-not-found")
        }
    }

    /// - Parameter cuts: how often the connection was cut.
    private func pull(from url: String, sha256 digest: String, on target: String, cuts: () -> Int) async throws {
        try await ControllerProcess.run(in: cluster) { _ in
            try await cluster.withNamespace { namespace in
                try await cluster.apply(Self.manifests(url, sha256: digest, on: target), in: namespace)
                let right = Example(cluster: cluster, namespace: namespace, name: "right")
                let wrong = Example(cluster: cluster, namespace: namespace, name: "wrong")
                try await cluster.kubectl(
                    "wait",
                    "-n",
                    namespace,
                    "mdep/right",
                    "--for=condition=Ready",
                    "--timeout=180s"
                )
                #expect(cuts() > 10)
                let answer = try await right.request("/score", body: "{}")
                #expect(answer == #""\#(digest)""#)

                try await eventually("the wrong digest is told", within: .seconds(120)) {
                    try await wrong.condition("Ready")?.reason == Reason.digestMismatch.rawValue ? true : nil
                }
                let pods: [Pod] = try await cluster.client.list(
                    BuiltInTypes.pods,
                    in: namespace,
                    selecting: Selection(labels: "\(Labels.modelDeployment)=wrong")
                )
                let scoring = pods.flatMap { $0.status?.containerStatuses ?? [] }
                #expect(!scoring.isEmpty && scoring.allSatisfy { $0.state?.waiting?.reason == "PodInitializing" })
            }
        }
    }

    /// 1 GB in which no two parts are alike.
    private static func largeModel() -> [UInt8] {
        var bytes = [UInt8](repeating: 7, count: 1 << 30)
        for index in stride(from: 0, to: bytes.count, by: 1 << 16) {
            withUnsafeBytes(of: index) { bytes.replaceSubrange(index..<index + $0.count, with: $0) }
        }
        return bytes
    }

    private static func manifests(_ url: String, sha256: String, on target: String) -> String {
        """
        apiVersion: serving.slipway.dev/v1alpha1
        kind: ComputeTarget
        metadata: {name: \(target)}
        spec: {clusterPurpose: DevTest, allowHTTP: true}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: code}
        data:
          score.py: |
            import hashlib, os
            def init():
                global digest
                with open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "large.bin"), "rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
            def run(data):
                return digest

        """
            + [("right", sha256), ("wrong", String(repeating: "0", count: 64))].map { name, sha256 in
                """
                ---
                apiVersion: serving.slipway.dev/v1alpha1
                kind: Model
                metadata: {name: \(name)}
                spec: {version: 1, uri: "\(url)", sha256: "\(sha256)"}
                ---
                apiVersion: serving.slipway.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: \(name)}
                spec:
                  computeTargetRef: {name: \(target)}
                  models: [{name: \(name)}]
                  inferenceConfig:
                    entryScript: score.py
                    source: {configMapRef: {name: code}}
                    environment: {image: "localhost/slipway/scoring:1"}
                  replicas: 1
                  resources: {requests: {cpu: 20m, memory: 64Mi}}

                """
            }.joined()
    }
}
