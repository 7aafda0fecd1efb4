package import KubernetesCore

/// A token that is good for some time.
package struct AccessToken: Hashable, Sendable {
    package let text: String
    /// In seconds, from when it was given.
    package let lifetime: Int

    /// A new one is fetched so long before the old one ends, in seconds: a request must not be overtaken.
    private static let margin = 300

    /// - Parameter answer: an OAuth 2.0 token endpoint's (RFC 6749, 5.1) or a registry's.
    /// - Returns: nil for what holds no token.
    package init?(_ answer: JSONValue) {
        guard let text = answer["access_token"]?.string ?? answer["token"]?.string, !text.isEmpty,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { return nil }
        self.text = text
        // 60: what a registry means that does not say.
        lifetime = answer["expires_in"]?.integer.map { Int(clamping: $0) } ?? 60
    }

    /// After how many seconds it has to be replaced.
    package var replacedAfter: Int { lifetime > 2 * Self.margin ? lifetime - Self.margin : lifetime / 2 }
}
