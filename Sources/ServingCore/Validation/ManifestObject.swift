import KubernetesCore

/// An object of one of Slipway's kinds, as it stands in a document.
struct ManifestObject {
    let definition: CustomResourceDefinition
    let value: JSONValue
    /// Where it stands: the root of a document, or an item of a list.
    let root: Finding.Place
    /// What is wrong with it by itself.
    private(set) var findings: [Finding] = []
    /// Where it goes; nil for a cluster-scoped one.
    let namespace: String?

    private var broken: Set<FieldPath> = []

    /// - Parameter namespace: where it goes if it names none.
    init(
        _ value: JSONValue,
        of definition: CustomResourceDefinition,
        at root: Finding.Place,
        namespace: String
    ) {
        self.definition = definition
        self.namespace = definition.type.isNamespaced ? value.statedNamespace ?? namespace : nil
        self.value = value
        self.root = root
        let violations = MetadataRules(type: definition.type, object: value).violations
        let names = Set(violations.map(\.field))
        // A name that no object may have does not have to do for a Service, too.
        let others = definition.violations(of: definition.defaulted(value)).filter { !names.contains($0.field) }
        broken = names.union(others.map(\.field))
        findings =
            violations.map { finding(FindingRule($0, orElse: .invalidName), $0) }
            + (unknownMembers + others).map { finding(FindingRule($0, orElse: .invalidField), $0) } + namespaceFindings
    }

    var kind: String { definition.type.kind }
    var name: String? { value["metadata"]?["name"]?.string }
    /// The namespace that it names itself.
    var statedNamespace: String? { definition.type.isNamespaced ? value.statedNamespace : nil }
    var key: ObjectKey? { name.map { ObjectKey(namespace: namespace, name: $0) } }

    /// The text of a field, unless it is wrong already: nothing else has to be said of it then.
    func text(_ field: FieldPath) -> String? {
        broken.contains(field) ? nil : value.value(at: field)?.string
    }

    /// Where the elements of an array are.
    func elements(_ field: FieldPath) -> [FieldPath] {
        (value.value(at: field)?.array ?? []).indices.map(field.index)
    }

    func finding(
        _ rule: FindingRule,
        _ field: FieldPath,
        _ message: String,
        severity: Finding.Severity = .error,
        isKey: Bool = false,
        related: Finding.Place? = nil
    ) -> Finding {
        Finding(
            rule: rule,
            severity: severity,
            place: place(of: field, isKey: isKey),
            field: field,
            object: ObjectName(kind: kind, namespace: statedNamespace, name: name),
            message: message,
            related: related
        )
    }

    /// What is missing is looked for at the key of what should hold it.
    func place(of field: FieldPath, isKey: Bool = false) -> Finding.Place {
        let isMissing = value.value(at: field) == nil
        return Finding.Place(
            document: root.document,
            path: root.path.appending(field),
            isKey: isKey || isMissing
        )
    }

    private var namespaceFindings: [Finding] {
        let path: FieldPath = "metadata.namespace"
        guard !definition.type.isNamespaced, value.value(at: path)?.string?.isEmpty == false else { return [] }
        let problem = "is ignored, since a \(kind) belongs to the whole cluster; remove it"
        return [finding(.ignoredNamespace, path, problem, severity: .warning)]
    }

    private func finding(_ rule: FindingRule, _ violation: Violation) -> Finding {
        finding(rule, violation.field, violation.problem, isKey: violation.kind != .value)
    }

    private var unknownMembers: [Violation] {
        let known = ["apiVersion", "kind", "metadata", "spec", "status"]
        return Violation.unknownMembers(of: value.object ?? [:], known: known, at: FieldPath())
    }
}

extension JSONValue {
    /// The namespace that a manifest names; API servers take an empty one for none.
    var statedNamespace: String? {
        self["metadata"]?["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension FindingRule {
    fileprivate init(_ violation: Violation, orElse other: FindingRule) {
        switch violation.kind {
        case .unknownField: self = .unknownField
        case .missingField: self = .missingField
        case .value, .name: self = other
        }
    }
}
