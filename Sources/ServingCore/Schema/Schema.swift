package import KubernetesCore

/// What is allowed in one field of a custom resource, and what it means.
///
/// The one source of the field's type, default, bounds and description: the CRD, offline defaulting and offline
/// validation are all made from it.
package struct Schema: Sendable {
    package indirect enum Shape: Sendable {
        case string(StringRules)
        case integer(minimum: Int64?, maximum: Int64?)
        case boolean
        /// A number or a text, as Kubernetes takes amounts of resources and "a count or a percentage".
        case integerOrString(IntegerOrString)
        case object([Field])
        /// Any keys, values of one shape.
        case map(Schema, MapRules)
        case array(Schema, ArrayRules)
        /// A value that is passed on to Kubernetes as it is. CRDs say nothing of its members; offline these are checked.
        case passedOn([Field], hasOthers: Bool)
    }

    package struct StringRules: Sendable {
        var pattern: String?
        /// What the pattern asks for, in words that follow "must be".
        var meaning: String?
        var minimumLength: Int?
        var maximumLength: Int
        /// All that is allowed; empty for no such list.
        var choices: [String]
    }

    package enum IntegerOrString: Sendable {
        case quantity
        case countOrPercentage
    }

    package struct MapRules: Sendable {
        var keyPattern: String?
        /// What is wrong with a key, for what no CRD can say.
        var keyProblem: (@Sendable (String) -> String?)?
        /// Kubernetes estimates a CEL rule's cost from the largest map that is allowed.
        var maximumEntries: Int
    }

    package struct ArrayRules: Sendable {
        /// How server-side apply merges the list: by key, as a set, or as a whole.
        enum Merge: Sendable {
            case byKeys([String])
            case asSet
            case asWhole
        }

        var merge: Merge
        var minimumItems: Int?
        /// Kubernetes estimates a CEL rule's cost from the longest list that is allowed.
        var maximumItems: Int
    }

    package let shape: Shape
    package let description: String
    package let defaultValue: JSONValue?
    package let rules: [Rule]
    /// Rules about a change of the value.
    package var transitions: [Transition] = []
    /// What an amount is counted in, such as `ms`.
    package private(set) var unit: String?
    /// Whose field this was before: where its default and bounds come from.
    package private(set) var origin: String?

    func unit(_ unit: String) -> Schema {
        var schema = self
        schema.unit = unit
        return schema
    }

    func origin(_ origin: String) -> Schema {
        var schema = self
        schema.origin = origin
        return schema
    }
}

/// A member of an object.
package struct Field: Sendable {
    package let name: String
    package let schema: Schema
    package let isRequired: Bool

    init(_ name: String, _ schema: Schema, isRequired: Bool = false) {
        self.name = name
        self.schema = schema
        self.isRequired = isRequired
    }
}

extension Schema {
    static func string(
        _ description: String,
        pattern: String? = nil,
        meaning: String? = nil,
        minimumLength: Int? = nil,
        maximumLength: Int = 1024,
        default defaultValue: String? = nil,
        rules: [Rule] = []
    ) -> Schema {
        let strings = StringRules(
            pattern: pattern,
            meaning: meaning,
            minimumLength: minimumLength,
            maximumLength: maximumLength,
            choices: []
        )
        return Schema(
            shape: .string(strings),
            description: description,
            defaultValue: defaultValue.map(JSONValue.string),
            rules: rules
        )
    }

    static func choice(_ description: String, of choices: [String], default defaultValue: String? = nil) -> Schema {
        let strings = StringRules(maximumLength: 64, choices: choices)
        return Schema(
            shape: .string(strings),
            description: description,
            defaultValue: defaultValue.map(JSONValue.string),
            rules: []
        )
    }

    static func integer(
        _ description: String,
        minimum: Int64? = nil,
        maximum: Int64? = Int64(Int32.max),
        default defaultValue: Int64? = nil
    ) -> Schema {
        Schema(
            shape: .integer(minimum: minimum, maximum: maximum),
            description: description,
            defaultValue: defaultValue.map(JSONValue.integer),
            rules: []
        )
    }

    static func boolean(_ description: String, default defaultValue: Bool? = nil) -> Schema {
        Schema(
            shape: .boolean,
            description: description,
            defaultValue: defaultValue.map(JSONValue.bool),
            rules: []
        )
    }

    static func quantity(_ description: String) -> Schema {
        Schema(shape: .integerOrString(.quantity), description: description, defaultValue: nil, rules: [])
    }

    static func countOrPercentage(_ description: String, default defaultValue: JSONValue) -> Schema {
        Schema(
            shape: .integerOrString(.countOrPercentage),
            description: description,
            defaultValue: defaultValue,
            rules: []
        )
    }

    static func object(
        _ description: String,
        default defaultValue: JSONValue? = nil,
        rules: [Rule] = [],
        transitions: [Transition] = [],
        _ fields: [Field]
    ) -> Schema {
        Schema(
            shape: .object(fields),
            description: description,
            defaultValue: defaultValue,
            rules: rules,
            transitions: transitions
        )
    }

    static func map(
        _ description: String,
        to value: Schema,
        keyPattern: String? = nil,
        keyProblem: (@Sendable (String) -> String?)? = nil,
        maximumEntries: Int = 256
    ) -> Schema {
        let map = MapRules(keyPattern: keyPattern, keyProblem: keyProblem, maximumEntries: maximumEntries)
        return Schema(
            shape: .map(value, map),
            description: description,
            defaultValue: nil,
            rules: []
        )
    }

    static func array(
        _ description: String,
        of element: Schema,
        merge: ArrayRules.Merge,
        minimumItems: Int? = nil,
        maximumItems: Int
    ) -> Schema {
        let array = ArrayRules(merge: merge, minimumItems: minimumItems, maximumItems: maximumItems)
        return Schema(shape: .array(element, array), description: description, defaultValue: nil, rules: [])
    }

    /// - Parameters:
    ///   - fields: those of its members that are checked offline.
    ///   - hasOthers: whether Kubernetes has members besides them.
    static func passedOn(
        _ description: String,
        hasOthers: Bool = true,
        rules: [Rule] = [],
        _ fields: [Field] = []
    ) -> Schema {
        Schema(
            shape: .passedOn(fields, hasOthers: hasOthers),
            description: description,
            defaultValue: nil,
            rules: rules
        )
    }
}
