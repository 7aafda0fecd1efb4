package import KubernetesCore

/// A rule that a manifest breaks.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
    package let field: FieldPath
    /// What is wrong and how to mend it, without the field's name.
    package let problem: String

    package init(_ field: FieldPath, _ problem: String) {
        self.field = field
        self.problem = problem
    }

    package var description: String { "\(field): \(problem)" }
}

extension [Violation] {
    /// All of them, for a condition's message.
    var sentence: String { map(\.description).joined(separator: "; ") }
}

extension Schema {
    /// All rules that `value` breaks, in the order of the schema; empty for a valid value.
    ///
    /// - Parameter value: with its defaults filled in.
    package func violations(of value: JSONValue, at path: FieldPath = FieldPath()) -> [Violation] {
        let broken = shapeViolations(of: value, at: path)
        // A rule about a value of the wrong shape would only repeat what is said already.
        guard broken.isEmpty else { return broken }
        return rules.compactMap { rule in
            rule.problem(value).map { Violation(FieldPath(path.steps + rule.field.steps), $0) }
        }
    }

    /// All rules that the change from `old` to `new` breaks, at the top of the schema.
    package func transitionViolations(from old: JSONValue, to new: JSONValue, at path: FieldPath) -> [Violation] {
        transitions.filter { !$0.holds(old, new) }.map { rule in
            Violation(FieldPath(path.steps + rule.field.steps), rule.message)
        }
    }

    private func shapeViolations(of value: JSONValue, at path: FieldPath) -> [Violation] {
        switch (shape, value) {
        case (.string(let rules), .string(let text)):
            return rules.problem(with: text).map { [Violation(path, $0)] } ?? []
        case (.integer(let minimum, let maximum), .integer(let integer)):
            if let minimum, integer < minimum {
                return [Violation(path, "must be at least \(minimum), not \(integer)")]
            }
            if let maximum, integer > maximum { return [Violation(path, "must be at most \(maximum), not \(integer)")] }
            return []
        case (.boolean, .bool), (.passedOn, .object):
            return []
        case (.integerOrString(let kind), .integer), (.integerOrString(let kind), .string):
            return kind.problem(with: value).map { [Violation(path, $0)] } ?? []
        case (.integerOrString, .number(let number)):
            // API servers take whole numbers and text only.
            return [Violation(path, "must be written in quotes, as \"\(number)\"")]
        case (.object(let fields), .object(let members)):
            return violations(of: members, fields, at: path)
        case (.map(let schema, let rules), .object(let members)):
            guard members.count <= rules.maximumEntries else {
                return [Violation(path, "must have at most \(rules.maximumEntries) entries, not \(members.count)")]
            }
            return members.flatMap { key, value in
                rules.violations(of: key, at: path.member(key)) + schema.violations(of: value, at: path.member(key))
            }
        case (.array(let schema, let rules), .array(let elements)):
            return rules.violations(of: elements, at: path)
                + elements.enumerated().flatMap { schema.violations(of: $1, at: path.index($0)) }
        default:
            return [Violation(path, "must be \(article) \(typeName), not \(value.typeName)")]
        }
    }

    private func violations(of members: JSONObject, _ fields: [Field], at path: FieldPath) -> [Violation] {
        let known = fields.flatMap { field in
            if let value = members[field.name] {
                return field.schema.violations(of: value, at: path.member(field.name))
            }
            return field.isRequired ? [Violation(path.member(field.name), "is required")] : []
        }
        let names = fields.map(\.name)
        let unknown = members.keys.filter { !names.contains($0) }.map { key in
            let suggestion = names.closest(to: key).map { "; did you mean \($0)?" } ?? ""
            return Violation(path.member(key), "is not a known field" + suggestion)
        }
        return known + unknown
    }

    private var typeName: String {
        switch shape {
        case .string: "string"
        case .integer: "integer"
        case .boolean: "boolean"
        case .integerOrString: "number or string"
        case .object, .map, .passedOn: "object"
        case .array: "array"
        }
    }

    private var article: String {
        "aeiou".contains(typeName.first ?? " ") ? "an" : "a"
    }
}

extension Schema.StringRules {
    fileprivate func problem(with text: String) -> String? {
        if !choices.isEmpty {
            return choices.contains(text) ? nil : "must be one of \(choices.joined(separator: ", ")), not \"\(text)\""
        }
        // Kubernetes counts code points.
        let length = text.unicodeScalars.count
        if let minimumLength, length < minimumLength {
            return minimumLength == 1 ? "must not be empty" : "must have at least \(minimumLength) characters"
        }
        if length > maximumLength { return "must have at most \(maximumLength) characters, not \(length)" }
        guard let pattern, !Pattern.matches(text, pattern) else { return nil }
        return meaning.map { "must be \($0), not \"\(text)\"" } ?? "must match \(pattern), which \"\(text)\" does not"
    }
}

extension Schema.IntegerOrString {
    fileprivate func problem(with value: JSONValue) -> String? {
        let text = value.string ?? value.jsonText
        switch self {
        case _ where text.hasPrefix("-"):
            return "must not be negative, as \(text) is"
        case .quantity where Quantity(value) == nil:
            return "must be an amount such as 500m, 2 or 512Mi, not \"\(text)\""
        case .countOrPercentage where !Pattern.matches(text, pattern):
            return "must be a count or a percentage such as 1 or 25%, not \"\(text)\""
        default:
            return nil
        }
    }
}

extension Schema.MapRules {
    fileprivate func violations(of key: String, at path: FieldPath) -> [Violation] {
        guard let keyPattern, !Pattern.matches(key, keyPattern) else { return [] }
        return [Violation(path, "the name must match \(keyPattern)")]
    }
}

extension Schema.ArrayRules {
    fileprivate func violations(of elements: [JSONValue], at path: FieldPath) -> [Violation] {
        if let minimumItems, elements.count < minimumItems {
            return [Violation(path, "must have at least \(minimumItems) \(minimumItems == 1 ? "item" : "items")")]
        }
        if elements.count > maximumItems {
            return [Violation(path, "must have at most \(maximumItems) items, not \(elements.count)")]
        }
        guard case .byKeys(let keys) = merge else { return [] }
        var seen: Set<[JSONValue?]> = []
        return elements.enumerated().compactMap { index, element in
            seen.insert(keys.map { element[$0] }).inserted
                ? nil : Violation(path.index(index), "repeats the \(keys.joined(separator: " and ")) of another item")
        }
    }
}
