import ClusterTestSupport
import FoundationEssentials
import KubernetesClient
import KubernetesCore
import ServingCore
import TestSupport

/// The diabetes example in a namespace of the cluster.
struct Example: Sendable {
    let cluster: TestCluster
    let namespace: String
    var name = "diabetes"

    private static let transport = CurlTransport()

    func waitUntilReady() async throws {
        try await cluster.kubectl("wait", "-n", namespace, "mdep/\(name)", "--for=condition=Ready", "--timeout=90s")
    }

    /// The example's manifests, to run on a ComputeTarget of the test's own.
    func manifests(computeTarget: String) throws -> String {
        let folder = "\(cluster.root)/examples/sklearn-diabetes"
        return try ["model-file", "code", "model", "deployment"].map { file in
            try String(contentsOf: URL(filePath: "\(folder)/\(file).yaml"), encoding: .utf8)
        }.joined(separator: "---\n").replacing(
            "spec:\n  models:",
            with: "spec:\n  computeTargetRef: {name: \(computeTarget)}\n  models:"
        )
    }

    var deployment: JSONValue? {
        get async throws { try await cluster.object(BuiltInTypes.deployments, namespace, name) }
    }

    var service: JSONValue? {
        get async throws { try await cluster.object(BuiltInTypes.services, namespace, name) }
    }

    var scaler: JSONValue? {
        get async throws {
            let type = BuiltInTypes.horizontalPodAutoscalers
            let discovery = try await cluster.client.discover(["autoscaling/v2", "autoscaling/v2beta2"])
            let served = discovery.best(of: BuiltInTypes.horizontalPodAutoscalerVersions, for: type) ?? type
            return try await cluster.object(served, namespace, name)
        }
    }

    var root: ModelDeployment? {
        get async throws {
            let object = try await cluster.object(ServingAPI.modelDeployments, namespace, name)
            return try object.map { try JSONValueDecoder().decode(ModelDeployment.self, from: $0) }
        }
    }

    /// The named condition of the ModelDeployment.
    func condition(_ type: String) async throws -> Condition? {
        try await root?.status?.conditions.first { $0.type == type }
    }

    var podIdentifiers: Set<String> {
        get async throws {
            let labels = Selection(labels: "\(Labels.modelDeployment)=\(name)")
            let pods: [Pod] = try await cluster.client.list(BuiltInTypes.pods, in: namespace, selecting: labels)
            return Set(pods.filter { $0.metadata.deletionTimestamp == nil }.map(\.metadata.uid))
        }
    }

    /// Changes the spec as `kubectl patch` does: a JSON merge patch.
    func patch(_ spec: String) async throws {
        try await cluster.kubectl("patch", "-n", namespace, "mdep", name, "--type=merge", "-p", #"{"spec": \#(spec)}"#)
    }

    /// Sends a request through the Service, as a pod of the cluster would. The nodes may learn of a new replica a moment
    /// after it is ready, and later when the API server has just been away.
    func request(_ path: String, body: String? = nil) async throws -> String {
        let address = try await service?["spec"]?["clusterIP"]?.string ?? ""
        let request = HTTPRequest(
            method: body == nil ? "GET" : "POST",
            url: "http://\(address)\(path)",
            headers: [(name: "Content-Type", value: "application/json")],
            body: body.map { Array($0.utf8) },
            timeout: .seconds(10)
        )
        return try await eventually("the Service answers") {
            let response = try await Self.transport.send(request)
            return String(decoding: try await response.body.collected(limit: 1 << 20), as: UTF8.self)
        }
    }
}
