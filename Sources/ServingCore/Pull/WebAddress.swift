/// The parts of an http or https address that decide who is asked.
package struct WebAddress: Hashable, Sendable {
    package let isSecure: Bool
    /// In lower case, with the port if it is not the scheme's own; without user and password.
    package let authority: String
    /// Begins with a slash; as it was written.
    package let path: String
    /// Without the question mark.
    package let query: String?

    /// - Returns: nil for another scheme, or no host.
    package init?(_ url: String) {
        guard let end = url.firstRange(of: "://") else { return nil }
        switch url[..<end.lowerBound].lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: return nil
        }
        let rest = url[end.upperBound...].prefix { $0 != "#" }
        let host = rest.prefix { $0 != "/" && $0 != "?" }
        let name = host[(host.lastIndex(of: "@").map(host.index(after:)) ?? host.startIndex)...].lowercased()
        let port = isSecure ? ":443" : ":80"
        authority = name.hasSuffix(port) ? String(name.dropLast(port.count)) : name
        let tail = rest[host.endIndex...]
        let path = tail.prefix { $0 != "?" }
        self.path = path.isEmpty ? "/" : String(path)
        query = path.endIndex < tail.endIndex ? String(tail[path.endIndex...].dropFirst()) : nil
        guard !authority.isEmpty, !authority.hasPrefix(":") else { return nil }
    }

    package func isSameServer(as other: WebAddress) -> Bool {
        isSecure == other.isSecure && authority == other.authority
    }

    /// For people: without what may hold a secret.
    package var redacted: String { "\(isSecure ? "https" : "http")://\(authority)\(path)" }
}
