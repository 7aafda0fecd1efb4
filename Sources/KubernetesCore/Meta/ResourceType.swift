/// A kind of object as one API server serves it: where its URLs are and what its manifests say.
package struct ResourceType: Hashable, Sendable {
    /// "" for the core group.
    package let group: String
    package let version: String
    package let kind: String
    /// The lower-case plural in URLs.
    package let plural: String
    package let isNamespaced: Bool

    package init(group: String, version: String, kind: String, plural: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    /// What a manifest's `apiVersion` says.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The name under which the kind is discovered and its CRD stored, e.g. `deployments.apps`.
    package var qualifiedPlural: String { group.isEmpty ? plural : "\(plural).\(group)" }

    /// The same kind as another version of its group serves it.
    package func version(_ version: String) -> ResourceType {
        ResourceType(group: group, version: version, kind: kind, plural: plural, isNamespaced: isNamespaced)
    }
}
