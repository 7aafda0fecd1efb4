/// How fast events are written: some at once, then a few a second, so that the news of a thousand objects do not slow down
/// the work that they tell of.
struct EventPace {
    static let burst = 100
    static let interval = Duration.milliseconds(100)

    /// When as many as ``burst`` may be written at once again.
    private var fullAt: ContinuousClock.Instant?

    /// How long the next event has to wait. To be called once for each.
    mutating func delay(at now: ContinuousClock.Instant) -> Duration {
        let full = max(fullAt ?? now, now) + Self.interval
        fullAt = full
        return max(.zero, full - now - Self.interval * Self.burst)
    }
}
