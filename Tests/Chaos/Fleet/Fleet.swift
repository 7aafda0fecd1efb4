import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore
import Synchronization
import TestSupport

/// The ModelDeployments that have to be right after every fault, and the only one who edits them.
///
/// Edits go to the API server itself, around all proxies, and are tried again until it has taken them.
final class Fleet: Sendable {
    static let model = "chaos"
    static let fieldManager = FieldManager("chaos")
    private static let size = 12

    let cluster: TestCluster
    let namespace: String
    private let state: Mutex<[FleetMember]>

    init(cluster: TestCluster, namespace: String) {
        self.cluster = cluster
        self.namespace = namespace
        state = Mutex(
            (0..<Self.size).map { FleetMember(name: "model-\($0)", isSuspended: $0 % 4 != 0) }
        )
    }

    var members: [FleetMember] { state.withLock { $0 } }

    /// Everything that was written, for `slipway render`.
    var manifests: [JSONValue] {
        registered + members.flatMap { [$0.code(in: namespace), $0.modelDeployment(in: namespace)] }
    }

    func create() async throws {
        for manifest in manifests { try await write(manifest) }
    }

    /// Makes `count` edits of the given kinds at random instants within `time`.
    func edit(_ count: Int, _ kinds: [FleetMember.Edit], within time: Duration, _ random: SplitMix64) async throws {
        var random = random
        let instants = (0..<count).map { _ in time * Double.random(in: 0...1, using: &random) }.sorted()
        let start = ContinuousClock.now
        for instant in instants {
            try await Task.sleep(until: start + instant, clock: .continuous)
            let index = Int.random(in: 0..<Self.size, using: &random)
            try await edit(index, kinds[Int.random(in: 0..<kinds.count, using: &random)])
        }
    }

    /// Everything is right, and these are the Deployments by name.
    ///
    /// - Returns: by name, how many writes a Deployment took beyond those that were needed.
    func settle(_ deployments: [String: JSONValue]) -> [String: Int64] {
        state.withLock { members in
            members.indices.reduce(into: [:]) { surplus, index in
                let name = members[index].name
                let metadata = deployments[name]?["metadata"]
                let generation = metadata?["generation"]?.integer ?? 0
                surplus[name] = members[index].settle(at: generation, of: metadata?["uid"]?.string)
            }
        }
    }

    private func edit(_ index: Int, _ edit: FleetMember.Edit) async throws {
        let member = state.withLock { members in
            members[index].take(edit)
            return members[index]
        }
        let type = ServingAPI.modelDeployments
        if edit == .replacement {
            try await eventually("the API server takes a deletion", within: Self.patience) {
                do {
                    _ = try await cluster.client.send(type.delete(ObjectKey(namespace: namespace, name: member.name)))
                } catch let error as ClientError where error.isNotFound {
                    // Deleted by a request whose answer was lost.
                }
                return true
            }
        }
        try await write(edit == .source ? member.code(in: namespace) : member.modelDeployment(in: namespace))
    }

    /// Changes all ModelDeployments as somebody else would, beside what is written here.
    func patchAll(_ patch: JSONValue) async throws {
        for member in members {
            let key = ObjectKey(namespace: namespace, name: member.name)
            let request = ServingAPI.modelDeployments.mergePatch(patch, to: key, fieldManager: FieldManager("other"))
            try await eventually("the API server takes a patch") { try await cluster.client.send(request) }
        }
    }

    /// An API server that was killed takes this long at most to come back.
    private static let patience = Duration.seconds(60)

    private func write(_ manifest: JSONValue) async throws {
        let metadata = manifest["metadata"]
        let key = ObjectKey(namespace: namespace, name: metadata?["name"]?.string ?? "")
        let types = [ServingAPI.modelDeployments, ServingAPI.models, BuiltInTypes.configMaps]
        guard let type = types.first(where: { $0.kind == manifest["kind"]?.string }) else { return }
        let request = type.apply(manifest, to: key, fieldManager: Self.fieldManager)
        try await eventually("the API server takes an edit", within: Self.patience) {
            try await cluster.client.send(request)
        }
    }

    /// The model, in a ConfigMap of its own.
    private var registered: [JSONValue] {
        let namespace = JSONValue.string(namespace)
        return [
            [
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": ["name": "chaos-model", "namespace": namespace],
                "data": ["model.pkl": "weights"],
            ],
            [
                "apiVersion": .string(ServingAPI.models.apiVersion),
                "kind": .string(ServingAPI.models.kind),
                "metadata": ["name": "chaos-1", "namespace": namespace],
                "spec": [
                    "modelName": .string(Self.model), "version": 1, "uri": "configmap://chaos-model/model.pkl",
                ],
            ],
        ]
    }
}
