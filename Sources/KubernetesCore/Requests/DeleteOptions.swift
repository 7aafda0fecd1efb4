package struct DeleteOptions: Hashable, Sendable {
    package enum Propagation: String, Sendable {
        /// The object goes at once, what it owns follows.
        case background = "Background"
        /// The object goes after all that it owns.
        case foreground = "Foreground"
        case orphan = "Orphan"
    }

    package var propagation: Propagation
    /// Delete this very object, not a later one of the same name.
    package var uid: String?
    /// Delete only the state that the caller has seen.
    package var resourceVersion: String?

    package init(propagation: Propagation = .background, uid: String? = nil, resourceVersion: String? = nil) {
        self.propagation = propagation
        self.uid = uid
        self.resourceVersion = resourceVersion
    }

    var json: JSONValue {
        var json: JSONValue = ["kind": "DeleteOptions", "apiVersion": "v1"]
        json["propagationPolicy"] = .string(propagation.rawValue)
        if uid != nil || resourceVersion != nil {
            var preconditions = JSONObject()
            preconditions["uid"] = uid.map(JSONValue.string)
            preconditions["resourceVersion"] = resourceVersion.map(JSONValue.string)
            json["preconditions"] = .object(preconditions)
        }
        return json
    }
}
