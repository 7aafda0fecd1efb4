package import KubernetesCore

extension Schema {
    /// The schema as a CRD says it (a structural OpenAPI v3 schema with Kubernetes' extensions).
    package var openAPI: JSONValue {
        var json: JSONValue = ["description": .string(description + (unit.map { " Unit: \($0)." } ?? ""))]
        switch shape {
        case .string(let rules): add(rules, to: &json)
        case .integer(let minimum, let maximum):
            json["type"] = "integer"
            json["format"] = (maximum ?? .max) > Int64(Int32.max) ? "int64" : "int32"
            json["minimum"] = minimum.map(JSONValue.integer)
            // The format says as much, and `kubectl explain` stays readable.
            json["maximum"] = maximum == Int64(Int32.max) ? nil : maximum.map(JSONValue.integer)
        case .boolean:
            json["type"] = "boolean"
        case .integerOrString(let kind):
            json["x-kubernetes-int-or-string"] = true
            json["anyOf"] = [["type": "integer"], ["type": "string"]]
            json["pattern"] = .string(kind.pattern)
            // For those that are written as numbers: a pattern says nothing of them.
            json["minimum"] = 0
        case .object(let fields):
            json["type"] = "object"
            let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
            if !required.isEmpty { json["required"] = .array(required) }
            json["properties"] = .object(JSONObject(fields.map { ($0.name, $0.schema.openAPI) }))
        case .map(let value, let rules):
            json["type"] = "object"
            json["maxProperties"] = .integer(Int64(rules.maximumEntries))
            json["additionalProperties"] = value.openAPI
        case .array(let element, let rules):
            json["type"] = "array"
            json["items"] = element.openAPI
            json["minItems"] = rules.minimumItems.map { .integer(Int64($0)) }
            json["maxItems"] = .integer(Int64(rules.maximumItems))
            rules.merge.add(to: &json)
        case .passedOn:
            json["type"] = "object"
            json["x-kubernetes-preserve-unknown-fields"] = true
        }
        // In full, since API servers check a default against the rules as it stands.
        json["default"] = defaultValue.map(defaulted)
        let validations = rules.compactMap(\.openAPI) + transitions.map(\.openAPI)
        if !validations.isEmpty { json["x-kubernetes-validations"] = .array(validations) }
        return json
    }

    private func add(_ rules: StringRules, to json: inout JSONValue) {
        json["type"] = "string"
        if !rules.choices.isEmpty {
            json["enum"] = .array(rules.choices.map(JSONValue.string))
            return
        }
        json["pattern"] = rules.pattern.map(JSONValue.string)
        json["minLength"] = rules.minimumLength.map { .integer(Int64($0)) }
        json["maxLength"] = .integer(Int64(rules.maximumLength))
    }
}

extension Schema.IntegerOrString {
    /// Kubernetes' own patterns for quantities, without the negative ones that it refuses in pods, and for percentages.
    var pattern: String {
        switch self {
        case .quantity:
            #"^\+?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$"#
        case .countOrPercentage:
            "^([0-9]+|[0-9]+%)$"
        }
    }
}

extension Schema.ArrayRules.Merge {
    fileprivate func add(to json: inout JSONValue) {
        switch self {
        case .byKeys(let keys):
            json["x-kubernetes-list-type"] = "map"
            json["x-kubernetes-list-map-keys"] = .array(keys.map(JSONValue.string))
        case .asSet: json["x-kubernetes-list-type"] = "set"
        case .asWhole: json["x-kubernetes-list-type"] = "atomic"
        }
    }
}

extension Rule {
    fileprivate var openAPI: JSONValue? {
        cel.map { ["rule": .string($0), "message": .string(message)] }
    }
}

extension Transition {
    fileprivate var openAPI: JSONValue { ["rule": .string(cel), "message": .string(message)] }
}
