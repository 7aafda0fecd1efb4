/// Says that an object belongs to another one of its namespace and is deleted with it.
package struct OwnerReference: Hashable, Sendable, Decodable {
    package var apiVersion: String
    package var kind: String
    package var name: String
    package var uid: String
    package var controller: Bool?
    package var blockOwnerDeletion: Bool?

    /// The reference by which `owner` manages a child.
    package init(controller owner: ObjectMeta, of type: ResourceType) {
        apiVersion = type.apiVersion
        kind = type.kind
        name = owner.name
        uid = owner.uid
        controller = true
        blockOwnerDeletion = true
    }

    /// Whether the owner is of `type`'s kind, in whatever version of its group.
    package func refers(to type: ResourceType) -> Bool {
        kind == type.kind && apiVersion.split(separator: "/").dropLast().joined() == type.group
    }

    package var json: JSONValue {
        var json: JSONValue = ["apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name)]
        json["uid"] = .string(uid)
        json["controller"] = controller.map(JSONValue.bool)
        json["blockOwnerDeletion"] = blockOwnerDeletion.map(JSONValue.bool)
        return json
    }
}
