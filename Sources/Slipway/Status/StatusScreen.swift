import KubernetesClient

/// What is shown of a cluster, one look after the other.
struct StatusScreen {
    private var tree: String?
    private var shown: String?
    private var warning: String?

    /// What to show now; nil if it is on the screen already.
    mutating func show(_ tree: String) -> String? {
        self.tree = tree
        warning = nil
        return changed(to: tree)
    }

    /// The same for a look that failed: why what is on the screen may be old.
    ///
    /// - Throws: the error, where nothing has been seen yet: it will hardly pass by itself.
    mutating func show(_ error: ClientError) throws(ClientError) -> String? {
        guard let tree else { throw error }
        return changed(to: "\(tree)\n\(words(error))")
    }

    /// The same where programs read what is shown, and people what is said beside it.
    mutating func say(_ error: ClientError) throws(ClientError) -> String? {
        guard tree != nil else { throw error }
        defer { warning = words(error) }
        return words(error) == warning ? nil : words(error)
    }

    private func words(_ error: ClientError) -> String { "this may be old, and is looked for again: \(error)" }

    private mutating func changed(to text: String) -> String? {
        guard text != shown else { return nil }
        shown = text
        return text
    }
}
