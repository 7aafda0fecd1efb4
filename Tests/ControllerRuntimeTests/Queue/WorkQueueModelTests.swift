import KubernetesCore
import TestSupport
import Testing

@testable import ControllerRuntime

/// What the queue promises, written down as naively as possible.
private struct QueueModel {
    typealias Priority = WorkQueue.Priority

    var waiting: [(key: ObjectKey, priority: Priority)] = []
    var working: [(key: ObjectKey, priority: Priority)] = []
    var again: [(key: ObjectKey, priority: Priority)] = []
    var delayed: [(key: ObjectKey, priority: Priority, deadline: ContinuousClock.Instant)] = []
    var failures: [ObjectKey: Int] = [:]

    var nextDeadline: ContinuousClock.Instant? { delayed.map(\.deadline).min() }

    mutating func add(_ key: ObjectKey, _ priority: Priority) {
        if working.contains(where: { $0.key == key }) {
            again.append((key, priority))
        } else if let index = waiting.firstIndex(where: { $0.key == key }) {
            guard waiting[index].priority < priority else { return }
            waiting.remove(at: index)
            waiting.append((key, priority))
        } else {
            waiting.append((key, priority))
        }
    }

    mutating func advance(to now: ContinuousClock.Instant) {
        let due = delayed.filter { $0.deadline <= now }.sorted { ($0.deadline, $0.key) < ($1.deadline, $1.key) }
        for key in due.map(\.key) where delayed.contains(where: { $0.key == key }) {
            let priority = delayed.filter { $0.key == key }.map(\.priority).max() ?? .normal
            // One wait is enough for a key: the later ones are dropped with the first.
            delayed.removeAll { $0.key == key }
            add(key, priority)
        }
    }

    mutating func take() -> ObjectKey? {
        let highest = waiting.map(\.priority).max()
        guard let index = waiting.firstIndex(where: { $0.priority == highest }) else { return nil }
        working.append(waiting.remove(at: index))
        return working.last?.key
    }

    mutating func finish(
        _ key: ObjectKey,
        _ outcome: WorkQueueStateMachine.Outcome,
        now: ContinuousClock.Instant
    ) {
        let priority = working.first { $0.key == key }?.priority ?? .normal
        working.removeAll { $0.key == key }
        switch outcome {
        case .done: failures[key] = nil
        case .requeue(let wait):
            failures[key] = nil
            delayed.append((key, priority, now + wait))
        case .failed:
            var wait = Duration.milliseconds(5)
            for _ in 0..<failures[key, default: 0] { wait = min(wait * 2, .seconds(60)) }
            failures[key, default: 0] += 1
            delayed.append((key, priority, now + wait))
        }
        guard let highest = again.filter({ $0.key == key }).map(\.priority).max() else { return }
        again.removeAll { $0.key == key }
        add(key, highest)
    }
}

@Suite struct WorkQueueModelTests {
    private static let keys = (0..<6).map { ObjectKey.named("widget-\($0)") }

    @Test(arguments: 0..<100) func `any sequence of operations does as the model does`(_ seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var machine = WorkQueueStateMachine()
        var model = QueueModel()
        var now = ContinuousClock.now
        for _ in 0..<500 {
            let key = Self.keys[Int.random(in: 0..<Self.keys.count, using: &generator)]
            let priority: WorkQueue.Priority = Bool.random(using: &generator) ? .low : .normal
            let wait = Duration.milliseconds(Int.random(in: 0..<200, using: &generator))
            switch Int.random(in: 0..<10, using: &generator) {
            case 0...2:
                machine.add(key, priority, now: now)
                model.add(key, priority)
            case 3:
                machine.add(key, priority, after: wait, now: now)
                model.delayed.append((key, priority, now + wait))
            case 4...5:
                now += wait
                machine.advance(to: now)
                model.advance(to: now)
            case 6...7:
                #expect(machine.next() == model.take())
            default:
                guard let key = model.working.randomElement(using: &generator)?.key else { continue }
                let outcomes: [WorkQueueStateMachine.Outcome] = [.done, .failed, .failed, .requeue(after: wait)]
                let outcome = outcomes[Int.random(in: 0..<outcomes.count, using: &generator)]
                machine.finish(key, outcome, now: now)
                model.finish(key, outcome, now: now)
            }
            #expect(Set(model.working.map(\.key)).count == model.working.count)
            #expect(machine.depth == model.waiting.count)
            for priority in WorkQueue.Priority.allCases {
                #expect(machine.counts.depths[priority, default: 0] == model.waiting.count { $0.priority == priority })
            }
            #expect(machine.nextDeadline == model.nextDeadline)
        }
    }
}
