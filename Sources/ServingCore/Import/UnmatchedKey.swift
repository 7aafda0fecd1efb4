import KubernetesCore

/// A key of Azure ML's that Slipway has no counterpart for, and what to do instead.
struct UnmatchedKey: Sendable {
    enum Kind: Sendable {
        case text, integer, any
        /// False says nothing.
        case flag
    }

    let path: FieldPath
    let kind: Kind
    /// What Azure ML does where nothing is given.
    let defaults: [JSONValue]
    let why: String
    let remedy: String

    init(_ path: FieldPath, _ kind: Kind, default values: JSONValue..., why: String, remedy: String) {
        self.path = path
        self.kind = kind
        defaults = values
        self.why = why
        self.remedy = remedy
    }
}

extension ConfigReader {
    /// Reads `keys`, and tells of those that say something.
    mutating func gaps(of keys: [UnmatchedKey]) -> [ImportGap] {
        keys.compactMap { key in
            let place: ImportPlace? =
                switch key.kind {
                case .text: text(key.path)?.place
                case .integer: integer(key.path)?.place
                case .flag: boolean(key.path).flatMap { $0.value ? $0.place : nil }
                case .any: value(key.path).flatMap { $0.value.saysNothing ? nil : $0.place }
                }
            guard let place, !isGiven(key.path, as: key.defaults) else { return nil }
            return ImportGap(.notCarriedOver, at: place, key.why, remedy: key.remedy)
        }
    }

    private func isGiven(_ path: FieldPath, as values: [JSONValue]) -> Bool {
        var reader = self
        return reader.value(path).map { values.contains($0.value) } ?? false
    }

    /// Tells of keys that nothing has read although Azure ML might seem to.
    ///
    /// - Parameters:
    ///   - known: the keys that Azure ML knows, at least in other files of the kind.
    ///   - advice: what to say of some keys; nil for the others.
    func unreadGaps(
        at place: (FieldPath) -> ImportPlace,
        known: [FieldPath],
        advice: (FieldPath) -> (why: String, remedy: String)?
    ) -> [ImportGap] {
        unread.map { path in
            if let (why, remedy) = advice(path) {
                return ImportGap(.notCarriedOver, at: place(path), why, remedy: remedy)
            }
            let remedy = known.closest(to: path).map { "did you mean \($0)?" } ?? "remove it"
            return ImportGap(.notCarriedOver, at: place(path), "Azure ML knows no such key", remedy: remedy)
        }
    }
}

extension [FieldPath] {
    /// The name that the first unknown step of `path` was probably meant to be.
    fileprivate func closest(to path: FieldPath) -> String? {
        var known = self
        for (depth, step) in path.steps.enumerated() {
            let next = known.filter { $0.steps.dropFirst(depth).first == step }
            if next.isEmpty {
                return known.compactMap { $0.steps.dropFirst(depth).first?.name }.closest(to: step.name ?? "")
            }
            known = next
        }
        return nil
    }
}

extension FieldPath.Step {
    fileprivate var name: String? {
        if case .member(let name) = self { name } else { nil }
    }
}
