import KubernetesCore

/// How many events each object may still have: a few at once, then one in a while (client-go's `EventSourceObjectSpamFilter`).
struct EventBudget {
    static let burst = 25
    static let refillTime = Duration.seconds(5 * 60)

    /// When what was spent on an object is all there again, by its uid.
    private var fullAt: [String: Timestamp] = [:]

    /// - Returns: whether there was something left to spend.
    mutating func spend(on uid: String, at now: Timestamp) -> Bool {
        let full = max(fullAt[uid] ?? now, now) + Self.refillTime
        guard full - now <= Self.refillTime * Self.burst else { return false }
        fullAt[uid] = full
        return true
    }

    /// Forgets the objects for which all is there again.
    mutating func collect(at now: Timestamp) {
        fullAt = fullAt.filter { $0.value > now }
    }
}
