package import KubernetesCore

/// A rule about a whole value, mostly one that binds several fields together.
package struct Rule: Sendable {
    /// The rule in CEL, for API servers since 1.25; nil where CEL cannot say it.
    package let cel: String?
    /// What is wrong and how to mend it. Kubernetes shows it behind the field's path.
    package let message: String
    /// The field to blame, below the value that has the rule.
    package let field: FieldPath
    /// The same rule in Swift, for older servers and for files: what is wrong with a value that has its defaults, nil for
    /// a good one.
    package let problem: @Sendable (JSONValue) -> String?

    init(
        cel: String?,
        _ message: String,
        field: FieldPath = FieldPath(),
        holds: @escaping @Sendable (JSONValue) -> Bool
    ) {
        self.cel = cel
        self.message = message
        self.field = field
        problem = { holds($0) ? nil : message }
    }

    /// A rule that is Slipway's alone, with a message that depends on the value.
    ///
    /// - Parameter summary: the rule in general, for documentation.
    init(_ summary: String, field: FieldPath, problem: @escaping @Sendable (JSONValue) -> String?) {
        cel = nil
        message = summary
        self.field = field
        self.problem = problem
    }
}

/// A rule about what a value may become.
package struct Transition: Sendable {
    package let cel: String
    package let message: String
    package let field: FieldPath
    /// The same rule in Swift, given the old and the new value.
    package let holds: @Sendable (_ old: JSONValue, _ new: JSONValue) -> Bool

    /// The member `name`, there or not, stays as it is.
    static func immutable(_ name: String, _ message: String) -> Transition {
        Transition(
            cel: "has(self.\(name)) == has(oldSelf.\(name)) && (!has(self.\(name)) || self.\(name) == oldSelf.\(name))",
            message: message,
            field: FieldPath([.member(name)])
        ) { $0[name] == $1[name] }
    }

    /// The members of the map `name` stay as they are, and others may be added.
    static func additive(_ name: String, _ message: String) -> Transition {
        Transition(
            cel: "!has(oldSelf.\(name)) || (has(self.\(name)) && "
                + "oldSelf.\(name).all(k, k in self.\(name) && self.\(name)[k] == oldSelf.\(name)[k]))",
            message: message,
            field: FieldPath([.member(name)])
        ) { old, new in (old[name]?.object ?? [:]).allSatisfy { new[name]?[$0.key] == $0.value } }
    }
}
