import KubernetesCore

/// The objects of a set by what others call them.
struct ManifestIndex {
    let inventory: ManifestInventory
    /// By the name under which they are deployed, in the order of the documents.
    private let models: [ObjectKey: [ManifestObject]]
    private let keys: [String: Set<ObjectKey>]
    /// Of each kind, the names by namespace, sorted.
    private let names: [String: [String?: [String]]]

    init(_ inventory: ManifestInventory) {
        self.inventory = inventory
        var keys: [String: Set<ObjectKey>] = [:]
        var models: [ObjectKey: [ManifestObject]] = [:]
        for object in inventory.objects {
            guard let key = object.modelKey ?? object.key else { continue }
            keys[object.kind, default: []].insert(key)
            if object.modelKey != nil { models[key, default: []].append(object) }
        }
        self.models = models
        self.keys = keys
        names = keys.mapValues { keys in
            Dictionary(grouping: keys, by: \.namespace).mapValues { $0.map(\.name).sorted() }
        }
    }

    /// All versions of a model that are in the files.
    func models(_ name: String, in namespace: String?) -> [ManifestObject] {
        models[ObjectKey(namespace: namespace, name: name)] ?? []
    }

    func contains(_ type: ResourceType, _ key: ObjectKey) -> Bool {
        keys[type.kind]?.contains(key) ?? false
    }

    /// The names by which objects of a kind are referred to.
    func names(_ type: ResourceType, in namespace: String?) -> [String] {
        names[type.kind]?[namespace] ?? []
    }

    /// The namespaces that have an object of that name.
    func namespaces(_ type: ResourceType, havingName name: String) -> [String] {
        (names[type.kind] ?? [:]).filter { $0.value.contains(name) }.keys.compactMap { $0 }.sorted()
    }
}

extension ManifestObject {
    /// The name under which a Model is deployed.
    var modelKey: ObjectKey? {
        guard kind == ServingAPI.models.kind else { return nil }
        let modelName = value["spec"]?["modelName"]?.string ?? name
        return modelName.map { ObjectKey(namespace: namespace, name: $0) }
    }
}
