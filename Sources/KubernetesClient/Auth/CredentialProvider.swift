/// Where requests get their credentials from.
package protocol CredentialProvider: Sendable {
    /// The credentials to send now: cached and cheap, renewed before they expire, once for all concurrent callers.
    func credentials() async throws(ConfigurationError) -> Credentials

    /// Says that the API server answered a request with these credentials by 401.
    ///
    /// - Returns: whether ``credentials()`` may now give others, so that the request is worth repeating once.
    func refused(_ credentials: Credentials) -> Bool
}
