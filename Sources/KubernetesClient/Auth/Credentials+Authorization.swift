import FoundationEssentials

extension Credentials {
    /// The header's value for a bearer token.
    ///
    /// - Throws: when the token could not stand in a header; a line break in it would even begin a header of its own.
    static func bearer(_ token: String, at place: ConfigurationError.Place) throws(ConfigurationError) -> String {
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ConfigurationError(
                .invalid,
                at: place,
                problem: token.isEmpty
                    ? "the token is empty"
                    : "the token holds a space, a line break or another character that no header may hold",
                remedy: "a bearer token is one word of ASCII characters"
            )
        }
        return "Bearer \(token)"
    }

    /// The header's value for a user name and a password (RFC 7617).
    static func basic(user: String, password: String) -> String {
        "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }
}
