package import KubernetesCore

/// A rule that a manifest breaks.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
    /// What of the field breaks it.
    package enum Kind: Sendable {
        case value
        /// Its name, in a map whose keys are the user's.
        case name
        case unknownField
        case missingField
    }

    package let field: FieldPath
    package let kind: Kind
    /// What is wrong and how to mend it, without the field's name.
    package let problem: String

    package init(_ field: FieldPath, _ problem: String, kind: Kind = .value) {
        self.field = field
        self.kind = kind
        self.problem = problem
    }

    package var description: String { "\(field): \(problem)" }

    /// Members of an object that may have no others than `known` ones.
    static func unknownMembers(of members: JSONObject, known: [String], at path: FieldPath) -> [Violation] {
        members.keys.filter { !known.contains($0) }.map { key in
            let suggestion = known.closest(to: key).map { "; did you mean \($0)?" } ?? ""
            return Violation(path.member(key), "is not a known field" + suggestion, kind: .unknownField)
        }
    }
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
        guard broken.allSatisfy({ $0.kind == .unknownField }) else { return broken }
        return broken
            + rules.compactMap { rule in
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
        case (.integer(let minimum, let maximum), .number(let number)):
            // A number without a fraction is one that 64 bits do not hold.
            let bound = number < 0 ? "at least \(minimum ?? .min)" : "at most \(maximum ?? .max)"
            return [Violation(path, "must be \(number == number.rounded() ? bound : "an integer"), not \(number)")]
        case (.boolean, .bool):
            return []
        case (.passedOn(let fields, let hasOthers), .object(let members)):
            // Nothing has taken out what counts as left out, as it does with defaults.
            let given = JSONObject(members.filter { $0.value != .null }.map { ($0.key, $0.value) })
            return violations(of: given, fields, hasOthers: hasOthers, at: path)
        case (.integerOrString(let kind), .integer), (.integerOrString(let kind), .string):
            return kind.problem(with: value).map { [Violation(path, $0)] } ?? []
        case (.integerOrString, .number(let number)):
            // API servers take whole numbers and text only.
            return [Violation(path, "must be written in quotes, as \"\(number)\"")]
        case (.object(let fields), .object(let members)):
            return violations(of: members, fields, hasOthers: false, at: path)
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
        case (.string, .bool), (.string, .integer), (.string, .number):
            return [Violation(path, "must be a string, not \(value.typeName): put it in quotes")]
        default:
            return [Violation(path, "must be \(article) \(typeName), not \(value.typeName)")]
        }
    }

    private func violations(
        of members: JSONObject,
        _ fields: [Field],
        hasOthers: Bool,
        at path: FieldPath
    ) -> [Violation] {
        let known = fields.flatMap { field in
            if let value = members[field.name] {
                return field.schema.violations(of: value, at: path.member(field.name))
            }
            return field.isRequired ? [Violation(path.member(field.name), "is required", kind: .missingField)] : []
        }
        if hasOthers { return known }
        return known + Violation.unknownMembers(of: members, known: fields.map(\.name), at: path)
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
            return choices.contains(text)
                ? nil : "must be one of \(choices.joined(separator: ", ")), not \(text.quoted)"
        }
        // Kubernetes counts code points.
        let length = text.unicodeScalars.count
        if let minimumLength, length < minimumLength {
            return minimumLength == 1 ? "must not be empty" : "must have at least \(minimumLength) characters"
        }
        if length > maximumLength { return "must have at most \(maximumLength) characters, not \(length)" }
        guard let pattern, !Pattern.matches(text, pattern) else { return nil }
        return meaning.map { "must be \($0), not \(text.quoted)" }
            ?? "must match \(pattern), which \(text.quoted) does not"
    }
}

extension Schema.IntegerOrString {
    fileprivate func problem(with value: JSONValue) -> String? {
        let text = value.string ?? value.jsonText
        switch self {
        case _ where text.hasPrefix("-"):
            return "must not be negative, as \(text) is"
        case .quantity where Quantity(value) == nil:
            return "must be an amount such as 500m, 2 or 512Mi, not \(text.quoted)"
        case .countOrPercentage where !Pattern.matches(text, pattern):
            return "must be a count or a percentage such as 1 or 25%, not \(text.quoted)"
        default:
            return nil
        }
    }
}

extension Schema.MapRules {
    fileprivate func violations(of key: String, at path: FieldPath) -> [Violation] {
        if let problem = keyProblem?(key) { return [Violation(path, problem, kind: .name)] }
        guard let keyPattern, !Pattern.matches(key, keyPattern) else { return [] }
        return [Violation(path, "the name must match \(keyPattern)", kind: .name)]
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
        switch merge {
        case .byKeys(let keys):
            let problem = "repeats the \(keys.joined(separator: " and ")) of another item"
            return Self.repetitions(in: elements.map { element in keys.map { element[$0] } }, at: path, problem)
        case .asSet: return Self.repetitions(in: elements, at: path, "repeats another item")
        case .asWhole: return []
        }
    }

    private static func repetitions<Item: Hashable>(
        in items: [Item],
        at path: FieldPath,
        _ problem: String
    ) -> [Violation] {
        var seen: Set<Item> = []
        return items.enumerated().compactMap { index, item in
            seen.insert(item).inserted ? nil : Violation(path.index(index), problem)
        }
    }
}
