/// What every object's `metadata` says, as far as anything here reads it.
package struct ObjectMeta: Hashable, Sendable {
    package var name: String
    package var namespace: String?
    package var uid: String
    /// Opaque: passed back to the server, never compared by size.
    package var resourceVersion: String
    /// Counts changes of the spec; 0 for kinds without one.
    package var generation: Int64
    package var labels: [String: String]
    package var annotations: [String: String]
    package var ownerReferences: [OwnerReference]
    package var finalizers: [String]
    package var creationTimestamp: Timestamp?
    package var deletionTimestamp: Timestamp?

    package init(name: String, namespace: String? = nil, uid: String = "", generation: Int64 = 0) {
        self.name = name
        self.namespace = namespace
        self.uid = uid
        self.generation = generation
        resourceVersion = ""
        labels = [:]
        annotations = [:]
        ownerReferences = []
        finalizers = []
    }

    package var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }

    /// What a manifest says to mean this very object and no later one of its name.
    package var identity: JSONValue {
        var json: JSONValue = ["name": .string(name), "uid": .string(uid)]
        json["namespace"] = namespace.map(JSONValue.string)
        return json
    }

    /// For an object whose manifest is kept, too, and whose labels are only compared.
    var besideManifest: ObjectMeta {
        var metadata = self
        metadata.labels = [:]
        return metadata
    }

    /// The one owner that manages the object, if any.
    package var controller: OwnerReference? { ownerReferences.first { $0.controller == true } }
}

extension ObjectMeta: Decodable {
    private enum CodingKeys: CodingKey {
        case name, namespace, uid, resourceVersion, generation, labels, annotations, ownerReferences, finalizers
        case creationTimestamp, deletionTimestamp
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
        namespace = try container.decodeIfPresent(String.self, forKey: .namespace)
        uid = try container.decodeIfPresent(String.self, forKey: .uid) ?? ""
        resourceVersion = try container.decodeIfPresent(String.self, forKey: .resourceVersion) ?? ""
        generation = try container.decodeIfPresent(Int64.self, forKey: .generation) ?? 0
        labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        annotations = try container.decodeIfPresent([String: String].self, forKey: .annotations) ?? [:]
        ownerReferences = try container.decodeIfPresent([OwnerReference].self, forKey: .ownerReferences) ?? []
        finalizers = try container.decodeIfPresent([String].self, forKey: .finalizers) ?? []
        creationTimestamp = try container.decodeIfPresent(Timestamp.self, forKey: .creationTimestamp)
        deletionTimestamp = try container.decodeIfPresent(Timestamp.self, forKey: .deletionTimestamp)
    }
}
