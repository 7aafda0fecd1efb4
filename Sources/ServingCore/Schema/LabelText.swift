import KubernetesCore

/// What Kubernetes asks of labels and annotations, and what to say of those that are otherwise.
enum LabelText {
    static func problem(withKey key: String) -> String? {
        key.isLabelKey ? nil : "the name must be of the form team or example.com/team"
    }

    /// Kubernetes does not look at the case here.
    static func problem(withAnnotationKey key: String) -> String? { problem(withKey: key.lowercased()) }

    static func problem(withValue text: String) -> String? {
        let rule = "must be up to 63 letters, digits, dashes, underscores and dots that begin and end with a letter"
        return text.isLabelValue ? nil : "\(rule) or digit, not \(text.quoted)"
    }
}

extension Schema {
    /// Labels of an object, or those that it is to have.
    static func labels(_ description: String, maximumEntries: Int = 256) -> Schema {
        let rule = Rule("as Kubernetes takes it", field: FieldPath()) { value in
            value.string.flatMap { LabelText.problem(withValue: $0) }
        }
        return .map(
            description,
            to: .string("The value.", maximumLength: 63, rules: [rule]),
            keyProblem: { LabelText.problem(withKey: $0) },
            maximumEntries: maximumEntries
        )
    }

    /// The name of a container or a volume.
    static func partName(_ description: String) -> Schema {
        let rule = Rule("as Kubernetes takes it", field: FieldPath()) { value in
            guard let text = value.string, !text.isDNSLabel else { return nil }
            return "must be up to 63 lower-case letters, digits and dashes, begin and end with a letter or digit, not "
                + text.quoted
        }
        return .string(description, minimumLength: 1, rules: [rule])
    }
}
