import DequeModule
import KubernetesCore

/// Which keys wait, which are being worked on, and when those that failed come back.
///
/// A key is handed out to one worker at a time. A key that is added while it is being worked on is handed out once more
/// afterwards, however often it was added: a reconciler looks at the newest state, not at events.
struct WorkQueueStateMachine {
    typealias Instant = ContinuousClock.Instant

    /// client-go's first wait, and a limit low enough that a cluster repaired by hand is noticed soon.
    static let firstWait = Duration.milliseconds(5)
    static let longestWait = Duration.seconds(60)

    enum Outcome: Sendable {
        /// Nothing is left to do until something changes.
        case done
        case requeue(after: Duration)
        /// Comes back after a wait that doubles with every failure in a row.
        case failed
    }

    private var ready: Deque<ObjectKey> = []
    private var isReady: Set<ObjectKey> = []
    private var inProgress: Set<ObjectKey> = []
    private var addedInProgress: Set<ObjectKey> = []
    private var delayed: [ObjectKey: Instant] = [:]
    private var failures: [ObjectKey: Int] = [:]

    var depth: Int { ready.count }

    /// When the next delayed key is due.
    var nextDeadline: Instant? { delayed.values.min() }

    mutating func add(_ key: ObjectKey) {
        if inProgress.contains(key) {
            addedInProgress.insert(key)
        } else if isReady.insert(key).inserted {
            ready.append(key)
        }
    }

    /// Of several deadlines for one key the earliest counts.
    mutating func add(_ key: ObjectKey, at deadline: Instant) {
        delayed[key] = min(delayed[key] ?? deadline, deadline)
    }

    /// Adds the delayed keys that are due.
    mutating func advance(to now: Instant) {
        for key in delayed.filter({ $0.value <= now }).keys.sorted() {
            delayed[key] = nil
            add(key)
        }
    }

    mutating func take() -> ObjectKey? {
        guard let key = ready.popFirst() else { return nil }
        isReady.remove(key)
        inProgress.insert(key)
        return key
    }

    mutating func finish(_ key: ObjectKey, _ outcome: Outcome, now: Instant) {
        inProgress.remove(key)
        switch outcome {
        case .done: failures[key] = nil
        case .requeue(let wait):
            failures[key] = nil
            add(key, at: now + wait)
        case .failed:
            let count = failures[key, default: 0]
            failures[key] = count + 1
            let wait = Backoff.wait(afterFailures: count, first: Self.firstWait, limit: Self.longestWait)
            add(key, at: now + wait)
        }
        if addedInProgress.remove(key) != nil { add(key) }
    }
}
