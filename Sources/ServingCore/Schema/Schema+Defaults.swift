package import KubernetesCore

extension Schema {
    /// `value` with every default filled in that an API server would fill in: a default of a member counts where the
    /// object that holds it is there, or has a default itself. A field that is null counts as left out, as it does there.
    /// A null in a map, which a server drops without a word, stays to be told.
    package func defaulted(_ value: JSONValue) -> JSONValue {
        switch (shape, value) {
        case (.object(let fields), .object(var members)):
            for field in fields {
                members[field.name] = field.schema.defaulted(member: members[field.name])
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

    /// What becomes of the member of an object that has this schema; nil where it stays left out.
    func defaulted(member value: JSONValue?) -> JSONValue? {
        let given = value == .null ? nil : value
        return (given ?? defaultValue).map(defaulted)
    }

    /// `value`, which has all its defaults, without those that ``defaulted(_:)`` would fill in.
    func withoutDefaults(_ value: JSONValue) -> JSONValue {
        switch (shape, value) {
        case (.object(let fields), .object(var members)):
            for field in fields {
                guard let member = members[field.name].map(field.schema.withoutDefaults) else { continue }
                let standard = field.schema.defaultValue.map(field.schema.withoutDefaults)
                members[field.name] = member == standard ? nil : member
            }
            return .object(members)
        case (.map(let schema, _), .object(let members)):
            return .object(JSONObject(members.map { ($0.key, schema.withoutDefaults($0.value)) }))
        case (.array(let schema, _), .array(let elements)):
            return .array(elements.map(schema.withoutDefaults))
        default:
            return value
        }
    }
}
