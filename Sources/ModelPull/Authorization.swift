import ServingCore

/// What a request carries to be let in. Asked from several threads.
protocol Authorization: Sendable {
    func headers(for request: WebRequest) throws(PullError) -> [(name: String, value: String)]

    /// Looks at a refusal.
    ///
    /// - Returns: whether the request may be let in now.
    func renew(after head: WebHead) throws(PullError) -> Bool
}

/// The same for every request; none for what everybody may read, or an address that says all.
struct FixedAuthorization: Authorization {
    var all: [(name: String, value: String)] = []

    func headers(for request: WebRequest) -> [(name: String, value: String)] { all }
    func renew(after head: WebHead) -> Bool { false }
}
