import KubernetesCore
import ServingCore

/// A ModelDeployment with the ConfigMap of its code, as the test last wrote them.
struct FleetMember: Sendable {
    enum Edit {
        /// Both start a rollout.
        case environment, source
        case scaler
        /// Deletion, and another one of the same name.
        case replacement

        static let rollouts: [Edit] = [.environment, .environment, .source]
        /// The likelier ones more than once.
        static let all = rollouts + rollouts + [.scaler, .replacement]
    }

    let name: String
    /// Has no pods; the others have one that no node takes.
    let isSuspended: Bool
    private var environment = 0
    private var source = 0
    private var maxReplicas = 2
    /// The generation that its Deployment has when each edit took exactly one write; a replacement inherits it.
    private var neededGeneration: Int64
    /// The same if the Deployment was made anew since everything was last right, because Kubernetes had deleted it before
    /// it could be inherited; nil if it was not replaced.
    private var neededGenerationAnew: Int64?
    /// Edits of the source since everything was last right: a replacement may be made with the source before them, if
    /// the watch of ConfigMaps lags behind, and needs them afterwards.
    private var unsettledSources: Int64 = 0
    /// Of the Deployment when everything was last right.
    private var uid: String?

    init(name: String, isSuspended: Bool) {
        self.name = name
        self.isSuspended = isSuspended
        neededGeneration = 0
        neededGenerationAnew = firstGeneration
    }

    /// Suspension is written after the Deployment.
    private var firstGeneration: Int64 { isSuspended ? 2 : 1 }

    mutating func take(_ edit: Edit) {
        switch edit {
        case .environment: environment += 1
        case .source:
            source += 1
            unsettledSources += 1
        case .scaler: maxReplicas = maxReplicas % 9 + 1
        case .replacement: break
        }
        guard edit != .scaler else { return }
        neededGeneration += 1
        neededGenerationAnew = neededGenerationAnew.map { $0 + 1 }
        if edit == .replacement {
            neededGenerationAnew = max(firstGeneration + unsettledSources, neededGenerationAnew ?? 0)
        }
    }

    /// Everything is right, and the Deployment `uid` is at `generation`.
    ///
    /// - Returns: how many writes it took beyond those that were needed. Each is told once, and edits that one write has
    ///   done together make no room for later ones.
    mutating func settle(at generation: Int64, of uid: String?) -> Int64 {
        let needed = uid == self.uid ? neededGeneration : neededGenerationAnew ?? firstGeneration
        neededGeneration = generation
        neededGenerationAnew = nil
        unsettledSources = 0
        self.uid = uid
        return max(0, generation - needed)
    }

    func code(in namespace: String) -> JSONValue {
        [
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": ["name": .string("\(name)-code"), "namespace": .string(namespace)],
            "data": ["score.py": .string("# edit \(source)")],
        ]
    }

    func modelDeployment(in namespace: String) -> JSONValue {
        [
            "apiVersion": .string(ServingAPI.modelDeployments.apiVersion),
            "kind": .string(ServingAPI.modelDeployments.kind),
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "spec": [
                "models": [["name": .string(Fleet.model), "version": 1]],
                "inferenceConfig": [
                    "entryScript": "score.py",
                    "source": ["configMapRef": ["name": .string("\(name)-code")]],
                    "environment": [
                        "image": "localhost/slipway/scoring:1",
                        "environmentVariables": ["EDIT": .string("\(environment)")],
                    ],
                ],
                "autoscale": ["maxReplicas": .integer(Int64(maxReplicas))],
                "suspend": .bool(isSuspended),
                // No node has the label, so that a rollout costs the machine a Pod object and no process.
                "podTemplate": ["nodeSelector": ["slipway-tests/nowhere": "true"]],
            ],
        ]
    }
}
