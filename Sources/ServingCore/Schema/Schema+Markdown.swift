import KubernetesCore

extension CustomResourceDefinition {
    /// The kind's chapter of `docs/api.md`: a row for every field of its spec and status.
    package var markdown: String {
        let scope = type.isNamespaced ? "Namespaced" : "Cluster-scoped"
        let sentences = rules.map { "`\($0.field)`: \($0.message)" } + spec.allRules
        let rules = sentences.map { "- \($0)" }.joined(separator: "\n")
        return """
            ## \(type.kind)

            \(description) \(scope), `kubectl get \(shortName)`.

            \(Schema.markdownTable(of: spec, named: "spec"))
            \(rules.isEmpty ? "" : "\nRules that bind fields together:\n\n\(rules)\n")
            ### Status

            \(Schema.markdownTable(of: status, named: "status"))

            """
    }
}

extension Schema {
    fileprivate static func markdownTable(of schema: Schema, named name: String) -> String {
        let header = """
            | field | type | default | bounds | meaning | origin |
            |---|---|---|---|---|---|
            """
        return ([header] + schema.rows(of: name, isRequired: false)).joined(separator: "\n")
    }

    private func rows(of path: String, isRequired: Bool) -> [String] {
        let own = [
            "`\(path)`",
            unit.map { "\(typeWord), \($0)" } ?? typeWord,
            isRequired ? "required" : defaultValue.map { "`\($0.jsonText)`" } ?? "",
            bounds,
            description,
            origin ?? "",
        ]
        let row = "| " + own.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        return [row]
            + members.flatMap { field in
                field.schema.rows(of: "\(path)\(memberSeparator)\(field.name)", isRequired: field.isRequired)
            }
    }

    /// The fields of an object, or of the objects in an array.
    private var members: [Field] {
        switch shape {
        case .object(let fields): fields
        case .array(let element, _), .map(let element, _): element.members
        default: []
        }
    }

    private var memberSeparator: String {
        if case .array = shape { "[]." } else { "." }
    }

    private var typeWord: String {
        switch shape {
        case .string: "string"
        case .integer: "integer"
        case .boolean: "boolean"
        case .integerOrString(.quantity): "amount"
        case .integerOrString(.countOrPercentage): "count or percentage"
        case .object, .passedOn: "object"
        case .map(let value, _): "map to \(value.typeWord)"
        case .array(let element, let rules):
            switch rules.merge {
            case .byKeys(let keys): "list of \(element.typeWord)s by \(keys.joined(separator: ", "))"
            case .asSet: "set of \(element.typeWord)s"
            case .asWhole: "list of \(element.typeWord)s"
            }
        }
    }

    private var bounds: String {
        switch shape {
        case .string(let rules) where !rules.choices.isEmpty: rules.choices.joined(separator: ", ")
        case .string(let rules): rules.meaning ?? rules.pattern.map { "`\($0)`" } ?? ""
        case .integer(let minimum?, let maximum?) where maximum < Int64(Int32.max): "\(minimum) to \(maximum)"
        case .integer(let minimum?, _): "≥ \(minimum)"
        case .integerOrString(.quantity): "≥ 0"
        case .array(_, let rules):
            rules.minimumItems.map { "\($0) to \(rules.maximumItems)" } ?? "up to \(rules.maximumItems)"
        case .map(_, let rules): "up to \(rules.maximumEntries)"
        default: ""
        }
    }

    /// Every rule in it, as a sentence with the field that it blames.
    fileprivate var allRules: [String] { allRules(at: "spec") }

    private func allRules(at path: FieldPath) -> [String] {
        let own = rules.map { (FieldPath(path.steps + $0.field.steps), $0.message) }
        let changes = transitions.map { (FieldPath(path.steps + $0.field.steps), $0.message) }
        return (own + changes).map { "`\($0)`: \($1)" }
            + members.flatMap { $0.schema.allRules(at: path.member($0.name)) }
    }
}
