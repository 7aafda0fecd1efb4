import KubernetesCore
import TestSupport
import Testing

@testable import ControllerRuntime

/// What the queue promises, written down as naively as possible.
private struct QueueModel {
    var waiting: [ObjectKey] = []
    var working: [ObjectKey] = []
    var again: [ObjectKey] = []
    var delayed: [(key: ObjectKey, deadline: ContinuousClock.Instant)] = []
    var failures: [ObjectKey: Int] = [:]

    var nextDeadline: ContinuousClock.Instant? { delayed.map(\.deadline).min() }

    mutating func add(_ key: ObjectKey) {
        if working.contains(key) {
            again.append(key)
        } else if !waiting.contains(key) {
            waiting.append(key)
        }
    }

    mutating func advance(to now: ContinuousClock.Instant) {
        let due = Set(delayed.filter { $0.deadline <= now }.map(\.key))
        // One wait is enough for a key: the later ones are dropped with the first.
        delayed.removeAll { due.contains($0.key) }
        for key in due.sorted() { add(key) }
    }

    mutating func take() -> ObjectKey? {
        guard !waiting.isEmpty else { return nil }
        working.append(waiting.removeFirst())
        return working.last
    }

    mutating func finish(
        _ key: ObjectKey,
        _ outcome: WorkQueueStateMachine.Outcome,
        now: ContinuousClock.Instant
    ) {
        working.removeAll { $0 == key }
        switch outcome {
        case .done: failures[key] = nil
        case .requeue(let wait):
            failures[key] = nil
            delayed.append((key, now + wait))
        case .failed:
            var wait = Duration.milliseconds(5)
            for _ in 0..<failures[key, default: 0] { wait = min(wait * 2, .seconds(60)) }
            failures[key, default: 0] += 1
            delayed.append((key, now + wait))
        }
        if again.contains(key) {
            again.removeAll { $0 == key }
            add(key)
        }
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
            let wait = Duration.milliseconds(Int.random(in: 0..<200, using: &generator))
            switch Int.random(in: 0..<10, using: &generator) {
            case 0...2:
                machine.add(key)
                model.add(key)
            case 3:
                machine.add(key, at: now + wait)
                model.delayed.append((key, now + wait))
            case 4...5:
                now += wait
                machine.advance(to: now)
                model.advance(to: now)
            case 6...7:
                #expect(machine.take() == model.take())
            default:
                guard let key = model.working.randomElement(using: &generator) else { continue }
                let outcomes: [WorkQueueStateMachine.Outcome] = [.done, .failed, .failed, .requeue(after: wait)]
                let outcome = outcomes[Int.random(in: 0..<outcomes.count, using: &generator)]
                machine.finish(key, outcome, now: now)
                model.finish(key, outcome, now: now)
            }
            #expect(Set(model.working).count == model.working.count)
            #expect(machine.depth == model.waiting.count)
            #expect(machine.nextDeadline == model.nextDeadline)
        }
    }
}
