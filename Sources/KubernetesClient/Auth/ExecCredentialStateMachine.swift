import KubernetesCore

/// Decides when an exec plugin is run and who waits for it.
struct ExecCredentialStateMachine {
    typealias Answer = Result<Credentials, ConfigurationError>
    typealias Waiter = CheckedContinuation<Answer?, Never>

    enum Decision {
        case use(Credentials)
        case fail(ConfigurationError)
        /// The caller runs the plugin and reports its result to ``finish(_:at:)``.
        case run
        /// The caller adds itself by this number.
        case wait(Int)
    }

    /// How long before they expire credentials are renewed: long enough for a request that is being sent and for the
    /// clocks' difference, short beside the shortest lives in use (5 minutes and more).
    static let leeway: Duration = .seconds(10)
    /// A plugin that failed is not run again sooner; meanwhile callers get its error.
    static let retryInterval: Duration = .seconds(1)

    private var cached: ExecCredential?
    private var failure: (error: ConfigurationError, time: Timestamp)?
    private var isRunning = false
    private var waiters: [Int: Waiter] = [:]
    private var nextID = 0

    mutating func request(at now: Timestamp) -> Decision {
        if let cached, cached.expiration.map({ now + Self.leeway < $0 }) ?? true { return .use(cached.credentials) }
        if isRunning {
            nextID += 1
            return .wait(nextID)
        }
        // A clock that was set back must not prolong the pause.
        if let failure, (.zero..<Self.retryInterval).contains(now - failure.time) { return .fail(failure.error) }
        isRunning = true
        return .run
    }

    /// - Returns: whether the waiter will be answered; the run that it meant to wait for may already be over.
    mutating func add(_ waiter: Waiter, _ id: Int) -> Bool {
        guard isRunning else { return false }
        waiters[id] = waiter
        return true
    }

    mutating func removeWaiter(_ id: Int) -> Waiter? {
        waiters.removeValue(forKey: id)
    }

    /// - Returns: whom to answer what, once the lock is released; nil tells them to ask again, as a run that was
    ///   cancelled says nothing about the plugin.
    mutating func finish(
        _ result: Result<ExecCredential, ConfigurationError>,
        at now: Timestamp
    ) -> (waiters: [Waiter], answer: Answer?) {
        defer { waiters = [:] }
        isRunning = false
        switch result {
        case .success(let credential):
            cached = credential
            failure = nil
            return (Array(waiters.values), .success(credential.credentials))
        case .failure(.cancelled): return (Array(waiters.values), nil)
        case .failure(let error):
            failure = (error, now)
            return (Array(waiters.values), .failure(error))
        }
    }

    /// Forgets the credentials, unless others have taken their place since.
    mutating func refuse(_ credentials: Credentials) {
        if cached?.credentials == credentials { cached = nil }
    }
}
