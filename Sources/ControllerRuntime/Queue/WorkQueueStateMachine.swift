import HeapModule
import KubernetesCore

/// Which keys wait, which are being worked on, and when those that failed come back.
///
/// A key is handed out to one worker at a time. A key that is added while it is being worked on is handed out once more
/// afterwards, however often it was added: a reconciler looks at the newest state, not at events. Keys of the same
/// priority come out in the order in which they came in; a key that is added twice has the higher priority of the two, and
/// keeps it when it is tried again.
struct WorkQueueStateMachine {
    typealias Instant = ContinuousClock.Instant
    typealias Priority = WorkQueue.Priority

    /// client-go's first wait, and a limit low enough that a cluster repaired by hand is noticed soon.
    static let firstWait = Duration.milliseconds(5)
    static let longestWait = Duration.seconds(60)

    /// A longer wait is cut to this: looking once too often does no harm, and no sum of times overflows.
    static let longestDelay = Duration.seconds(24 * 60 * 60)

    enum Outcome: Sendable {
        /// Nothing is left to do until something changes.
        case done
        case requeue(after: Duration)
        /// Comes back after a wait that doubles with every failure in a row.
        case failed
    }

    struct Counts: Equatable {
        /// Keys that wait for a worker.
        var depths: [Priority: Int] = [:]
        /// How often a key has begun to wait for a worker.
        var adds = 0
        /// How often a key was to come again, after a failure or as its reconciler asked.
        var retries = 0
    }

    /// A key's place among those that wait.
    private struct Turn: Comparable {
        let priority: Priority
        let number: Int
        let key: ObjectKey

        static func < (left: Turn, right: Turn) -> Bool {
            left.priority == right.priority ? left.number < right.number : left.priority > right.priority
        }
    }

    /// When a delayed key is due.
    private struct DelayedKey: Comparable {
        let deadline: Instant
        let key: ObjectKey

        static func < (left: DelayedKey, right: DelayedKey) -> Bool {
            (left.deadline, left.key) < (right.deadline, right.key)
        }
    }

    /// May hold turns and alarms that an earlier one of the same key has overtaken: those are passed over.
    private var turns: Heap<Turn> = []
    private var alarms: Heap<DelayedKey> = []
    private var nextNumber = 0

    private var waiting: [ObjectKey: (turn: Turn, since: Instant)] = [:]
    private var inProgress: [ObjectKey: (priority: Priority, since: Instant)] = [:]
    private var addedInProgress: [ObjectKey: Priority] = [:]
    private var delayed: [ObjectKey: (deadline: Instant, priority: Priority)] = [:]
    private var failures: [ObjectKey: Int] = [:]

    private(set) var counts = Counts()

    var depth: Int { waiting.count }

    /// When the next delayed key is due.
    var nextDeadline: Instant? { alarms.min?.deadline }

    /// How long each key that is being worked on has been so.
    func unfinishedWork(at now: Instant) -> [Duration] { inProgress.values.map { now - $0.since } }

    mutating func add(_ key: ObjectKey, _ priority: Priority = .normal, now: Instant) {
        if inProgress[key] != nil {
            addedInProgress[key] = max(addedInProgress[key] ?? priority, priority)
        } else if let (turn, since) = waiting[key] {
            if turn.priority < priority { enqueue(key, priority, since: since) }
        } else {
            counts.adds += 1
            enqueue(key, priority, since: now)
        }
    }

    /// Of several deadlines for one key the earliest counts.
    mutating func add(_ key: ObjectKey, _ priority: Priority = .normal, after wait: Duration, now: Instant) {
        let deadline = now + min(max(wait, .zero), Self.longestDelay)
        let known = delayed[key]
        let priority = max(known?.priority ?? priority, priority)
        guard let known, known.deadline <= deadline else {
            delayed[key] = (deadline, priority)
            return alarms.insert(DelayedKey(deadline: deadline, key: key))
        }
        delayed[key] = (known.deadline, priority)
    }

    /// Adds the delayed keys that are due.
    mutating func advance(to now: Instant) {
        while let alarm = alarms.min {
            let known = delayed[alarm.key]
            let isOvertaken = known?.deadline != alarm.deadline
            guard isOvertaken || alarm.deadline <= now else { return }
            alarms.removeMin()
            guard !isOvertaken, let known else { continue }
            delayed[alarm.key] = nil
            add(alarm.key, known.priority, now: now)
        }
    }

    /// The key whose turn it is, and how long it has waited.
    mutating func take(now: Instant) -> (key: ObjectKey, waited: Duration)? {
        while let turn = turns.popMin() {
            guard let (current, since) = waiting[turn.key], current == turn else { continue }
            waiting[turn.key] = nil
            counts.depths[turn.priority, default: 0] -= 1
            inProgress[turn.key] = (turn.priority, now)
            return (turn.key, now - since)
        }
        return nil
    }

    /// - Returns: how long the key was worked on.
    @discardableResult
    mutating func finish(_ key: ObjectKey, _ outcome: Outcome, now: Instant) -> Duration {
        let (priority, since) = inProgress.removeValue(forKey: key) ?? (.normal, now)
        switch outcome {
        case .done: failures[key] = nil
        case .requeue(let wait):
            failures[key] = nil
            counts.retries += 1
            add(key, priority, after: wait, now: now)
        case .failed:
            let count = failures[key, default: 0]
            failures[key] = count + 1
            counts.retries += 1
            let wait = Backoff.wait(afterFailures: count, first: Self.firstWait, limit: Self.longestWait)
            add(key, priority, after: wait, now: now)
        }
        if let priority = addedInProgress.removeValue(forKey: key) { add(key, priority, now: now) }
        return now - since
    }

    private mutating func enqueue(_ key: ObjectKey, _ priority: Priority, since: Instant) {
        if let (overtaken, _) = waiting[key] { counts.depths[overtaken.priority, default: 0] -= 1 }
        let turn = Turn(priority: priority, number: nextNumber, key: key)
        nextNumber += 1
        turns.insert(turn)
        waiting[key] = (turn, since)
        counts.depths[priority, default: 0] += 1
    }
}
