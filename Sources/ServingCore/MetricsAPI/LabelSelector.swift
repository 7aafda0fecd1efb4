/// A label selector as queries write it: `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
package struct LabelSelector: Hashable, Sendable {
    private enum Requirement: Hashable {
        case isAmong(String, Set<String>)
        /// Met by objects without the label, too.
        case isNotAmong(String, Set<String>)
        case exists(String)
        case isMissing(String)
    }

    private let requirements: [Requirement]

    /// nil for a text that is no selector. An empty one selects everything.
    package init?(_ text: String) {
        var requirements: [Requirement] = []
        for part in Self.parts(of: text) {
            guard let requirement = Self.requirement(part) else { return nil }
            requirements.append(requirement)
        }
        self.requirements = requirements
    }

    package func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .isAmong(let label, let values): labels[label].map(values.contains) ?? false
            case .isNotAmong(let label, let values): labels[label].map { !values.contains($0) } ?? true
            case .exists(let label): labels[label] != nil
            case .isMissing(let label): labels[label] == nil
            }
        }
    }

    /// At the commas that stand in no parentheses.
    private static func parts(of text: String) -> [Substring] {
        var depth = 0
        let parts = text.split(omittingEmptySubsequences: false) { character in
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            return character == "," && depth == 0
        }
        return text.isEmpty ? [] : parts
    }

    private static func requirement(_ part: Substring) -> Requirement? {
        for (sign, isNegated) in [("!=", true), ("==", false), ("=", false)] {
            guard let range = part.firstRange(of: sign) else { continue }
            guard let label = word(part[..<range.lowerBound]), !label.isEmpty,
                let value = word(part[range.upperBound...])
            else { return nil }
            return isNegated ? .isNotAmong(label, [value]) : .isAmong(label, [value])
        }
        if let open = part.firstIndex(of: "("), part.last(where: { $0 != " " }) == ")" {
            let head = part[..<open].split(separator: " ")
            let list = part[part.index(after: open)...].prefix { $0 != ")" }
            let values = list.split(separator: ",", omittingEmptySubsequences: false).map(word)
            guard head.count == 2, let label = word(head[0]), values.allSatisfy({ $0 != nil }) else { return nil }
            switch head[1] {
            case "in": return .isAmong(label, Set(values.compactMap { $0 }))
            case "notin": return .isNotAmong(label, Set(values.compactMap { $0 }))
            default: return nil
            }
        }
        guard let label = word(part), !label.isEmpty else { return nil }
        return label.hasPrefix("!") ? .isMissing(String(label.dropFirst())) : .exists(label)
    }

    /// Without the spaces around it; nil if some stand within.
    private static func word(_ text: Substring) -> String? {
        let words = text.split(separator: " ")
        return words.count <= 1 ? words.first.map(String.init) ?? "" : nil
    }
}
