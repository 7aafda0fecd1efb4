import KubernetesCore

extension JSONValue {
    /// The first field that is said here and is not so in `live`, which may say more; nil if there is none.
    ///
    /// Written apart from the controller's own comparison, which it is to find fault with.
    func firstDifference(from live: JSONValue?, at path: String = "") -> String? {
        switch (self, live) {
        case (.object(let members), _):
            let known = live ?? [:]
            return members.lazy.filter { path + $0.key != "apiVersion" && path + $0.key != "kind" }.compactMap {
                $0.value.firstDifference(from: known[$0.key], at: "\(path)\($0.key).")
            }.first
        case (.array(let elements), _):
            let known = live?.array ?? []
            guard elements.count == known.count else { return path }
            return zip(elements, known).enumerated().lazy.compactMap { index, pair in
                pair.0.firstDifference(from: pair.1, at: "\(path)\(index).")
            }.first
        case (.string(""), nil), (.null, nil): return nil
        default: return self == live ? nil : path
        }
    }
}
