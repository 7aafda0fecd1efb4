import KubernetesCore

/// What a manifest says it is.
enum ManifestIdentity {
    /// One of Slipway's kinds, and what is wrong with its apiVersion.
    case object(CustomResourceDefinition, problem: String?)
    /// Of Slipway's group, but no kind of it.
    case unknownKind(problem: String)
    case list([JSONValue])
    case configMap(ObjectKey)
    case secret(ObjectKey)
    /// An object of another group.
    case foreign(description: String)
    /// No object at all.
    case none

    /// - Parameter namespace: of an object that names none.
    init(_ value: JSONValue, namespace: String) {
        let version = APIVersion(value["apiVersion"]?.string ?? "")
        let kind = value["kind"]?.string ?? ""
        let definition = ServingAPI.definitions.first { $0.type.kind == kind }
        let name = value["metadata"]?["name"]?.string ?? ""
        let key = ObjectKey(namespace: value.statedNamespace ?? namespace, name: name)
        if let items = value.listItems {
            self = .list(items)
            return
        }
        switch (version.group, kind) {
        case _ where version.isMeantToBeServing(kind: kind):
            guard let definition else {
                self = .unknownKind(problem: Self.problem(withKind: value["kind"]))
                return
            }
            self = .object(definition, problem: version.problem(for: definition.type))
        case _ where version.text.isEmpty || kind.isEmpty: self = .none
        case ("", "ConfigMap"): self = .configMap(key)
        case ("", "Secret"): self = .secret(key)
        default: self = .foreign(description: "\(kind) of \(version.text)")
        }
    }

    private static func problem(withKind kind: JSONValue?) -> String {
        let kinds = ServingAPI.kinds.joined(separator: ", ")
        switch kind ?? .null {
        case .null: return "is required: one of \(kinds)"
        case .string(let text):
            let suggestion = ServingAPI.kinds.closest(to: text).map { "; did you mean \($0)?" } ?? ""
            return "must be one of \(kinds), not \(text.quoted)\(suggestion)"
        case let other: return "must be a string, not \(other.typeName)"
        }
    }
}

/// The `apiVersion` of a manifest.
private struct APIVersion {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// "" for the core group, and where nothing is said.
    var group: String {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count < 2 ? "" : String(parts[0])
    }

    /// Whether an object of this `kind` is one of Slipway's, if need be with a mistake in its apiVersion.
    ///
    /// KServe and Seldon have an InferenceService and a Model, too.
    func isMeantToBeServing(kind: String) -> Bool {
        if group == ServingAPI.group || group.contains("slipway") || [ServingAPI.group].closest(to: group) != nil {
            return true
        }
        guard ServingAPI.kinds.contains(kind) else { return false }
        return isBuiltIn || kind == ServingAPI.modelDeployments.kind || kind == ServingAPI.computeTargets.kind
    }

    func problem(for type: ResourceType) -> String? {
        if text == type.apiVersion { return nil }
        return text.isEmpty ? "is required: \(type.apiVersion)" : "must be \(type.apiVersion), not \(text.quoted)"
    }

    /// Of one of Kubernetes' own groups.
    private var isBuiltIn: Bool { !group.contains(".") || group.hasSuffix(".k8s.io") }
}
