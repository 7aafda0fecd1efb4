/// Points to one state of one object, as events do.
package struct ObjectReference: Hashable, Sendable {
    package let type: ResourceType
    package let key: ObjectKey
    package let uid: String
    package let resourceVersion: String

    package init(_ type: ResourceType, _ metadata: ObjectMeta) {
        self.type = type
        key = metadata.key
        uid = metadata.uid
        resourceVersion = metadata.resourceVersion
    }

    package var json: JSONValue {
        var json: JSONValue = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "name": .string(key.name),
            "uid": .string(uid), "resourceVersion": .string(resourceVersion),
        ]
        json["namespace"] = key.namespace.map(JSONValue.string)
        return json
    }
}
