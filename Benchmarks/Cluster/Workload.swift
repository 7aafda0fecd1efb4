import KubernetesClient
import KubernetesCore
import ServingCore

/// The ModelDeployments of a benchmark, in ten namespaces. All of a namespace share a Model and the ConfigMap with its
/// file and the entry script.
struct Workload {
    static let namespaces = (0..<10).map { "bench-\($0)" }
    /// Where the API server's audit log holds whole requests; see `hack/cluster/config/audit-policy.yaml`.
    static let recordedNamespace = "recorded"

    /// A NetworkPolicy, a Deployment, a Service and a scaler.
    static let childrenEach = 4

    private static let fieldManager = FieldManager("benchmarks")
    private static let atOnce = 8

    private let client: Client
    private let childTypes: [ResourceType]

    init(client: Client) async throws {
        let scaler = BuiltInTypes.horizontalPodAutoscalers
        let versions = BuiltInTypes.horizontalPodAutoscalerVersions
        let discovery = try await client.discover(versions.map { scaler.version($0).apiVersion })
        self.client = client
        childTypes = [
            BuiltInTypes.networkPolicies, BuiltInTypes.deployments, BuiltInTypes.services,
            discovery.best(of: versions, for: scaler) ?? scaler,
        ]
    }

    /// The keys of `count` ModelDeployments.
    static func keys(_ count: Int) -> [ObjectKey] {
        (0..<count).map { ObjectKey(namespace: namespaces[$0 % namespaces.count], name: "model-\($0)") }
    }

    /// Makes the namespaces and what the ModelDeployments refer to.
    func prepare() async throws {
        let namespaces = ResourceType(
            group: "",
            version: "v1",
            kind: "Namespace",
            plural: "namespaces",
            isNamespaced: false
        )
        for name in Self.namespaces + [Self.recordedNamespace] {
            try await apply(namespaces, ObjectKey(namespace: nil, name: name), [:])
            let files = ObjectKey(namespace: name, name: "files")
            try await apply(BuiltInTypes.configMaps, files, ["data": ["score.py": "", "model.pkl": ""]])
            let spec: JSONValue = ["modelName": "model", "version": 1, "uri": "configmap://files/model.pkl"]
            try await apply(ServingAPI.models, ObjectKey(namespace: name, name: "model-1"), ["spec": spec])
        }
    }

    func create(_ keys: [ObjectKey]) async throws {
        let spec: JSONValue = [
            "models": [["name": "model", "version": 1]],
            "inferenceConfig": [
                "entryScript": "score.py",
                "source": ["configMapRef": ["name": "files"]],
                "environment": ["image": "registry.example/scoring:1"],
            ],
            "resources": ["requests": ["cpu": "100m", "memory": "512Mi"]],
            "autoscale": ["minReplicas": 1, "maxReplicas": 10, "targetUtilization": 70],
        ]
        try await keys.forEach(atOnce: Self.atOnce) { key in
            try await apply(ServingAPI.modelDeployments, key, ["spec": spec])
        }
    }

    /// Merges `change` into a ModelDeployment.
    func edit(_ key: ObjectKey, _ change: JSONValue) async throws {
        _ = try await client.send(
            ServingAPI.modelDeployments.mergePatch(change, to: key, fieldManager: Self.fieldManager)
        )
    }

    /// Deletes the ModelDeployments and what was made for them; there is no garbage collector.
    func delete() async throws {
        for type in [ServingAPI.modelDeployments] + childTypes {
            let keys = try await metadata(of: type).map(\.key)
            try await keys.forEach(atOnce: Self.atOnce) { key in _ = try await client.send(type.delete(key)) }
        }
    }

    /// Whether every ModelDeployment has a status and everything that is to be made for it is there.
    func isComplete(_ keys: [ObjectKey]) async throws -> Bool {
        for type in childTypes {
            guard try await Set(metadata(of: type).map(\.key)).isSuperset(of: keys) else { return false }
        }
        let roots: [Root] = try await client.list(ServingAPI.modelDeployments)
        return roots.allSatisfy { $0.status?.observedGeneration == $0.metadata.generation }
    }

    func metadata(of type: ResourceType) async throws -> [ObjectMeta] {
        let objects: [MetadataOnly] = try await client.list(type)
        // Neither the API server's own Service nor anything else that was here before.
        return objects.map(\.metadata).filter {
            $0.namespace.map((Self.namespaces + [Self.recordedNamespace]).contains) == true
        }
    }

    private func apply(_ type: ResourceType, _ key: ObjectKey, _ content: JSONObject) async throws {
        var manifest = content
        manifest["apiVersion"] = .string(type.apiVersion)
        manifest["kind"] = .string(type.kind)
        manifest["metadata"] = ["name": .string(key.name)]
        _ = try await client.send(type.apply(.object(manifest), to: key, fieldManager: Self.fieldManager))
    }

    private struct MetadataOnly: Decodable {
        let metadata: ObjectMeta
    }

    /// Only what tells that somebody has looked at it.
    private struct Root: Decodable {
        struct Status: Decodable {
            let observedGeneration: Int64?
        }

        let metadata: ObjectMeta
        let status: Status?
    }
}
