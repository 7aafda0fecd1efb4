/// What the deleted object owns goes after it, which the server sees to.
package struct DeleteOptions: Hashable, Sendable {
    /// Delete this very object, not a later one of the same name.
    package var uid: String?

    package init(uid: String? = nil) {
        self.uid = uid
    }

    var json: JSONValue {
        var json: JSONValue = ["kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"]
        if let uid { json["preconditions"] = ["uid": .string(uid)] }
        return json
    }
}
