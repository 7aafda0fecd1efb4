/// Something that happened to an object and that its users want to know: a line of `kubectl describe`.
package struct ObjectEvent: Hashable, Sendable {
    package enum Severity: String, Sendable {
        case normal = "Normal"
        case warning = "Warning"
    }

    /// The API server's limit for a note, in bytes.
    package static let maximumNoteLength = 1024

    package let severity: Severity
    /// One CamelCase word for programs, 128 bytes at the most: why it happened.
    package let reason: String
    /// One CamelCase word, likewise: what was done or tried.
    package let action: String
    /// A sentence for people. Never holds a secret.
    package let note: String

    /// - Parameter note: is cut where it is too long.
    package init(_ severity: Severity, reason: String, action: String, note: String) {
        self.severity = severity
        self.reason = reason
        self.action = action
        self.note = note.prefix(bytes: Self.maximumNoteLength)
    }
}

extension String {
    /// As many whole characters as fit into `limit` bytes of UTF-8, the last of them `…` if that is not all.
    fileprivate func prefix(bytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let ellipsis = "…"
        var room = limit - ellipsis.utf8.count
        let head = prefix { character in
            room -= character.utf8.count
            return room >= 0
        }
        return head + ellipsis
    }
}
