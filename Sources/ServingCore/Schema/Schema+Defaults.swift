package import KubernetesCore

extension Schema {
    /// `value` with every default filled in that an API server would fill in: a default of a member counts where the
    /// object that holds it is there, or has a default itself.
    package func defaulted(_ value: JSONValue) -> JSONValue {
        switch (shape, value) {
        case (.object(let fields), .object(var members)):
            for field in fields {
                if let given = members[field.name] ?? field.schema.defaultValue {
                    members[field.name] = field.schema.defaulted(given)
                }
            }
            return .object(members)
        case (.map(let schema, _), .object(let members)):
            return .object(JSONObject(members.map { ($0.key, schema.defaulted($0.value)) }))
        case (.array(let schema, _), .array(let elements)):
            return .array(elements.map(schema.defaulted))
        default:
            return value
        }
    }
}
