package import KubernetesCore

/// Something to say about a manifest, and where.
package struct Finding: Hashable, Sendable {
    package enum Severity: String, Sendable {
        case error, warning
        /// What was passed over, for those who wonder.
        case note
    }

    /// A value in one of the documents, or the key of a member.
    package struct Place: Hashable, Sendable {
        /// Counts the documents of the set.
        package let document: Int
        /// From the root of the document.
        package let path: FieldPath
        package var isKey = false
    }

    package let rule: FindingRule
    package let severity: Severity
    /// Where it is to be mended.
    package let place: Place
    /// From the root of the object, which may be an item of a list.
    package let field: FieldPath
    /// nil for a document that is no object.
    package let object: ObjectName?
    /// What is wrong and how to mend it, without the field's name.
    package let message: String
    /// The other place, where two contradict each other.
    package var related: Place?
}

/// Which object a manifest describes, as far as it says so.
package struct ObjectName: Hashable, Sendable {
    package let kind: String
    package let namespace: String?
    package let name: String?
}

extension ObjectName: CustomStringConvertible {
    package var description: String {
        [kind, namespace, name].compactMap { $0 }.joined(separator: "/")
    }
}
