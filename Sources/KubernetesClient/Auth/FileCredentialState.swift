import KubernetesCore

/// What was read from credential files, and when to read them again.
struct FileCredentialState {
    /// A minute, less 10 seconds for requests under way: the kubelet replaces a token at 80 % of a life that is never
    /// shorter than 10 minutes, so two minutes are left to notice.
    static let period: Duration = .seconds(50)
    /// How soon to try again while files cannot be read.
    static let retryInterval: Duration = .seconds(1)

    private(set) var credentials: Credentials
    private var began: Timestamp
    private var interval = Self.period
    /// Why the files cannot be read at the moment.
    private var problem: String?

    init(_ credentials: Credentials, at now: Timestamp) {
        self.credentials = credentials
        began = now
    }

    /// Whether the caller is the one to read the files now; others go on with the old credentials meanwhile.
    mutating func beginsReading(at now: Timestamp) -> Bool {
        // A clock that was set back must not put the next reading off.
        guard !(.zero..<interval).contains(now - began) else { return false }
        began = now
        interval = Self.retryInterval
        return true
    }

    mutating func finishReading(_ credentials: Credentials, at now: Timestamp) {
        self.credentials = credentials
        began = now
        interval = Self.period
        problem = nil
    }

    /// - Returns: whether that is news.
    mutating func failReading(_ problem: String) -> Bool {
        defer { self.problem = problem }
        return self.problem != problem
    }
}
