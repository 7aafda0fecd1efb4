package import KubernetesCore

/// An object in the tree that `slipway status` shows.
package struct StatusNode: Hashable, Sendable {
    package enum Health: Hashable, Sendable {
        case good, pending, bad
    }

    package let kind: String
    package let namespace: String?
    package let name: String
    /// One word, such as `Healthy`.
    package let state: String
    package let health: Health
    /// In front of the kind, for the eye.
    package var label: String?
    /// Behind the state, for the eye.
    package var summary: String?
    /// What is wrong, and what to do about it.
    package var message: String?
    /// For programs, besides the above.
    package var facts: JSONObject = [:]
    package var children: [StatusNode] = []

    /// For programs.
    package var json: JSONValue {
        var json: JSONValue = ["kind": .string(kind)]
        json["namespace"] = namespace.map(JSONValue.string)
        json["name"] = .string(name)
        json["state"] = .string(state)
        json["message"] = message.map(JSONValue.string)
        for (key, value) in facts.members { json[key] = value }
        if !children.isEmpty { json["children"] = .array(children.map(\.json)) }
        return json
    }
}
