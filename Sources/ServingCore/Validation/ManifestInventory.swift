import KubernetesCore

/// What there is in a set of documents: the objects to check and those that they may refer to.
struct ManifestInventory {
    private(set) var objects: [ManifestObject] = []
    /// The keys of each ConfigMap.
    private(set) var configMaps: [ObjectKey: Set<String>] = [:]
    /// The type of each Secret.
    private(set) var secrets: [ObjectKey: String] = [:]
    /// What is wrong with documents that are none of these, and which were passed over.
    private(set) var findings: [Finding] = []
    /// That of objects that name none.
    let namespace: String

    init(_ documents: [ManifestSet.Document], namespace: String) {
        self.namespace = namespace
        for (index, document) in documents.enumerated() {
            let root = Finding.Place(document: index, path: FieldPath())
            add(document.value, at: root, mustBeObject: document.mustBeObject)
        }
    }

    private mutating func add(_ value: JSONValue, at root: Finding.Place, mustBeObject: Bool) {
        switch ManifestIdentity(value, namespace: namespace) {
        case .object(let definition, let problem):
            let object = ManifestObject(value, of: definition, at: root, namespace: namespace)
            objects.append(object)
            if let problem { findings.append(object.finding(.wrongVersion, "apiVersion", problem)) }
        case .unknownKind(let problem):
            let field: FieldPath = "kind"
            let place = Finding.Place(
                document: root.document,
                path: root.path.appending(field),
                isKey: value["kind"] == nil
            )
            findings.append(finding(.unknownKind, .error, place, field, value, problem))
        case .list(let items):
            for (index, item) in items.enumerated() {
                let path = root.path.member("items").index(index)
                add(item, at: Finding.Place(document: root.document, path: path), mustBeObject: true)
            }
        case .configMap(let key):
            let data = ["data", "binaryData"].flatMap { value[$0]?.object?.keys ?? [] }
            configMaps[key, default: []].formUnion(data)
            passOver("read only for what refers to it", value, at: root)
        case .secret(let key):
            secrets[key] = value["type"]?.string ?? "Opaque"
            passOver("read only for what refers to it", value, at: root)
        case .foreign(let description):
            passOver("\(description) is not of \(ServingAPI.group)", value, at: root)
        case .none:
            if mustBeObject {
                let problem = "this is no Kubernetes object: apiVersion and kind are required"
                findings.append(finding(.noObject, .error, root, FieldPath(), value, problem))
            } else {
                passOver("no Kubernetes object", value, at: root)
            }
        }
    }

    private mutating func passOver(_ reason: String, _ value: JSONValue, at root: Finding.Place) {
        findings.append(finding(.passedOver, .note, root, FieldPath(), value, "passed over: \(reason)"))
    }

    private func finding(
        _ rule: FindingRule,
        _ severity: Finding.Severity,
        _ place: Finding.Place,
        _ field: FieldPath,
        _ value: JSONValue,
        _ message: String
    ) -> Finding {
        let name = value["kind"]?.string.map { kind in
            ObjectName(
                kind: kind,
                namespace: value["metadata"]?["namespace"]?.string,
                name: value["metadata"]?["name"]?.string
            )
        }
        return Finding(rule: rule, severity: severity, place: place, field: field, object: name, message: message)
    }
}
