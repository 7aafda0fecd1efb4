/// Something that the manifests do not say in the way in which Azure ML's files did.
package struct ImportGap: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case notCarriedOver = "not carried over"
        case changed
        /// Nobody has said it, and the manifests need it.
        case missing
    }

    package let place: ImportPlace
    package let kind: Kind
    /// Never with a value that may be secret.
    package let why: String
    /// What the user can do about it, if anything.
    package let remedy: String?

    init(_ kind: Kind, at place: ImportPlace, _ why: String, remedy: String? = nil) {
        self.kind = kind
        self.place = place
        self.why = why
        self.remedy = remedy
    }
}
