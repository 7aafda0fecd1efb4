import KubernetesClient

/// What is shown of a cluster, one look after the other.
struct StatusScreen {
    private var tree: String?
    private var shown: String?

    /// What to show now; nil if it is on the screen already.
    mutating func show(_ tree: String) -> String? {
        self.tree = tree
        return changed(to: tree)
    }

    /// The same for a look that failed: why what is on the screen may be old.
    ///
    /// - Throws: the error, where nothing has been seen yet: it will hardly pass by itself.
    mutating func show(_ error: ClientError) throws(ClientError) -> String? {
        guard let tree else { throw error }
        let warning = "this may be old, and is looked for again: \(error)"
        return changed(to: "\(tree)\n\(warning)")
    }

    private mutating func changed(to text: String) -> String? {
        guard text != shown else { return nil }
        shown = text
        return text
    }
}
