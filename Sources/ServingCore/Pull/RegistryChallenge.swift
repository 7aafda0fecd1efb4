/// What a registry asks for (RFC 9110, 11.6.1): the place where a token is to be had, or a password.
package enum RegistryChallenge: Hashable, Sendable {
    case basic
    case bearer(realm: String, parameters: [String: String])

    /// - Parameter header: the value of `WWW-Authenticate`, of one challenge or of several.
    package init?(_ header: String) {
        let lower = header.lowercased()
        guard let start = lower.firstRange(of: "bearer ") else {
            guard lower.hasPrefix("basic") else { return nil }
            self = .basic
            return
        }
        let offset = lower.distance(from: lower.startIndex, to: start.upperBound)
        var parameters = Self.parameters(header.dropFirst(offset))
        guard let realm = parameters.removeValue(forKey: "realm"), WebAddress(realm) != nil else { return nil }
        self = .bearer(realm: realm, parameters: parameters)
    }

    /// The address that gives the token.
    ///
    /// - Parameter repository: asked for where the challenge names no scope.
    package static func tokenURL(realm: String, parameters: [String: String], repository: String) -> String {
        var query = parameters.filter { ["service", "scope"].contains($0.key) }
        query["scope", default: "repository:\(repository):pull"] += ""
        let text = query.sorted { $0.key < $1.key }.map {
            "\($0.key)=\(PercentEncoding.encode($0.value, keeping: ":/"))"
        }
        return realm + (realm.contains("?") ? "&" : "?") + text.joined(separator: "&")
    }

    private static func parameters(_ text: Substring) -> [String: String] {
        var parameters: [String: String] = [:]
        var rest = text
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].drop { $0 == " " || $0 == "," }.lowercased()
            rest = rest[rest.index(after: equals)...]
            let value: Substring
            if rest.first == "\"" {
                value = rest.dropFirst().prefix { $0 != "\"" }
                rest = rest[value.endIndex...].dropFirst()
            } else {
                value = rest.prefix { $0 != "," && $0 != " " }
                rest = rest[value.endIndex...]
            }
            parameters[name] = parameters[name] ?? String(value)
        }
        return parameters
    }
}
