/// What is wrong with a replica, without where.
struct Diagnosis: Hashable, Sendable {
    let reason: Reason
    /// What the cluster says, in a clause. Holds no secret.
    let message: String
    /// What to do about it, in a clause; nil where the message says so itself.
    let remedy: String?

    /// - Parameter message: is shortened, and what may be a secret in it is left out.
    init(_ reason: Reason, _ message: String, remedy: String? = nil) {
        self.reason = reason
        self.message = EvidenceText(message).text
        self.remedy = remedy
    }
}
