import KubernetesCore
import Testing

@testable import ControllerRuntime

@Suite struct WorkQueueStateMachineTests {
    private typealias Machine = WorkQueueStateMachine

    private let start = ContinuousClock.now
    private let a = ObjectKey.named("a")
    private let b = ObjectKey.named("b")
    private let c = ObjectKey.named("c")
    private let d = ObjectKey.named("d")

    @Test func `keys come out in the order in which they came in`() {
        var machine = Machine()
        for key in [c, a, b] { machine.add(key, now: start) }
        #expect(machine.depth == 3)
        #expect([machine.next(), machine.next(), machine.next(), machine.next()] == [c, a, b, nil])
        #expect(machine.depth == 0)
    }

    @Test func `a key that waits already keeps its place`() {
        var machine = Machine()
        for key in [a, b, a, a, b] { machine.add(key, now: start) }
        #expect(machine.depth == 2)
        #expect([machine.next(), machine.next(), machine.next()] == [a, b, nil])
    }

    @Test func `a key is never handed out twice at once`() {
        var machine = Machine()
        machine.add(a, now: start)
        #expect(machine.next() == a)
        machine.add(a, now: start)
        machine.add(a, after: .zero, now: start)
        machine.advance(to: start)
        #expect(machine.next() == nil)
        #expect(machine.depth == 0)
    }

    @Test func `a key added while it is worked on is handed out once more afterwards, behind the others`() {
        var machine = Machine()
        machine.add(a, now: start)
        _ = machine.next()
        for _ in 0..<5 { machine.add(a, now: start) }
        machine.add(b, now: start)
        machine.finish(a, .done, now: start)
        #expect([machine.next(), machine.next(), machine.next()] == [b, a, nil])
        machine.finish(a, .done, now: start)
        machine.finish(b, .done, now: start)
        #expect(machine.next() == nil)
    }

    @Test func `a finished key does not come again by itself`() {
        var machine = Machine()
        machine.add(a, now: start)
        _ = machine.next()
        machine.finish(a, .done, now: start)
        machine.advance(to: start + .seconds(1_000_000))
        #expect(machine.next() == nil)
        #expect(machine.nextDeadline == nil)
    }

    @Test func `a delayed key comes at its deadline and not before`() {
        var machine = Machine()
        machine.add(a, after: .seconds(10), now: start)
        #expect(machine.nextDeadline == start + .seconds(10))
        machine.advance(to: start + .seconds(9))
        #expect(machine.next() == nil)
        machine.advance(to: start + .seconds(10))
        #expect(machine.nextDeadline == nil)
        #expect(machine.next() == a)
    }

    @Test(arguments: [[10, 20, 30], [30, 20, 10], [20, 10, 30]]) func `the earliest deadline counts`(_ waits: [Int]) {
        var machine = Machine()
        for wait in waits { machine.add(a, after: .seconds(wait), now: start) }
        #expect(machine.nextDeadline == start + .seconds(10))
        machine.advance(to: start + .seconds(100))
        #expect([machine.next(), machine.next()] == [a, nil])
    }

    @Test func `the next deadline is the earliest of all keys`() {
        var machine = Machine()
        machine.add(a, after: .seconds(20), now: start)
        machine.add(b, after: .seconds(10), now: start)
        machine.add(c, after: .seconds(30), now: start)
        machine.advance(to: start + .seconds(15))
        #expect(machine.next() == b)
        #expect(machine.nextDeadline == start + .seconds(20))
    }

    @Test func `a key that is added while it is delayed comes at once, and once more at its deadline`() {
        var machine = Machine()
        machine.add(a, after: .seconds(10), now: start)
        machine.add(a, now: start)
        #expect(machine.next() == a)
        machine.finish(a, .done, now: start)
        machine.advance(to: start + .seconds(10))
        #expect(machine.next() == a)
    }

    @Test func `a requeued key comes after its wait`() {
        var machine = Machine()
        machine.add(a, now: start)
        _ = machine.next()
        machine.finish(a, .requeue(after: .seconds(5)), now: start)
        #expect(machine.nextDeadline == start + .seconds(5))
        machine.advance(to: start + .seconds(5))
        #expect(machine.next() == a)
    }

    @Test func `waits double with every failure in a row, from 5 ms to a minute`() {
        var machine = Machine()
        var now = start
        var waits: [Duration] = []
        machine.add(a, now: start)
        for _ in 0..<16 {
            #expect(machine.next() == a)
            machine.finish(a, .failed, now: now)
            let deadline = machine.nextDeadline ?? now
            waits.append(deadline - now)
            now = deadline
            machine.advance(to: now)
        }
        let doubling = (0..<14).map { Duration.milliseconds(5) * (1 << $0) }
        #expect(waits == doubling + [.seconds(60), .seconds(60)])
    }

    @Test(arguments: [Machine.Outcome.done, .requeue(after: .zero)])
    func `after a success the first wait comes first again`(_ success: WorkQueueStateMachine.Outcome) {
        var machine = Machine()
        for outcome in [Machine.Outcome.failed, .failed, .failed, success, .failed] {
            machine.add(a, now: start)
            machine.advance(to: start + .seconds(1))
            _ = machine.next()
            machine.finish(a, outcome, now: start)
        }
        #expect(machine.nextDeadline == start + .milliseconds(5))
    }

    @Test func `each key has its own failures`() {
        var machine = Machine()
        var now = start
        machine.add(a, now: start)
        for _ in 0..<3 {
            #expect(machine.next() == a)
            machine.finish(a, .failed, now: now)
            now = machine.nextDeadline ?? now
            machine.advance(to: now)
        }
        machine.add(b, now: start)
        #expect([machine.next(), machine.next()] == [a, b])
        machine.finish(a, .failed, now: now)
        machine.finish(b, .failed, now: now)
        #expect(machine.nextDeadline == now + .milliseconds(5))
        machine.advance(to: now + .milliseconds(5))
        #expect([machine.next(), machine.next()] == [b, nil])
        #expect(machine.nextDeadline == now + .milliseconds(40))
    }

    @Test func `a key that was added while it failed is tried again at once`() {
        var machine = Machine()
        machine.add(a, now: start)
        _ = machine.next()
        machine.add(a, now: start)
        machine.finish(a, .failed, now: start)
        #expect(machine.next() == a)
    }

    @Test func `the higher priority comes first, and within one the key that came first`() {
        var machine = Machine()
        machine.add(a, .low, now: start)
        machine.add(b, .low, now: start)
        machine.add(c, .normal, now: start)
        machine.add(d, .normal, now: start)
        #expect(machine.counts.depths == [.low: 2, .normal: 2])
        #expect([machine.next(), machine.next(), machine.next(), machine.next(), machine.next()] == [c, d, a, b, nil])
        #expect(machine.counts.depths == [.low: 0, .normal: 0])
    }

    @Test func `of two priorities the higher counts, and is never lowered`() {
        var machine = Machine()
        for key in [a, b, c] { machine.add(key, .low, now: start) }
        machine.add(c, .normal, now: start)
        machine.add(c, .low, now: start)
        #expect(machine.depth == 3)
        #expect(machine.counts.depths == [.low: 2, .normal: 1])
        #expect([machine.next(), machine.next(), machine.next(), machine.next()] == [c, a, b, nil])
    }

    @Test func `a key that comes again after it was raised is at the end once more`() {
        var machine = Machine()
        machine.add(a, .low, now: start)
        machine.add(a, .normal, now: start)
        #expect(machine.next() == a)
        machine.finish(a, .done, now: start)
        machine.add(b, .low, now: start)
        machine.add(a, .low, now: start)
        #expect([machine.next(), machine.next(), machine.next()] == [b, a, nil])
    }

    @Test func `of the priorities that came while it was worked on the highest counts`() {
        var machine = Machine()
        machine.add(a, .low, now: start)
        _ = machine.next()
        machine.add(a, .normal, now: start)
        machine.add(a, .low, now: start)
        machine.add(b, .low, now: start)
        machine.finish(a, .done, now: start)
        #expect([machine.next(), machine.next()] == [a, b])
    }

    @Test(arguments: [Machine.Outcome.failed, .requeue(after: .zero)])
    func `a key keeps its priority when it comes again`(_ outcome: WorkQueueStateMachine.Outcome) {
        var machine = Machine()
        machine.add(a, .low, now: start)
        _ = machine.next()
        machine.finish(a, outcome, now: start)
        machine.advance(to: start + .seconds(1))
        machine.add(b, .normal, now: start)
        #expect(machine.counts.depths == [.low: 1, .normal: 1])
        #expect([machine.next(), machine.next()] == [b, a])
    }

    @Test func `a delayed key has the earliest deadline and the highest priority of all its adds`() {
        var machine = Machine()
        machine.add(a, .low, after: .seconds(1), now: start)
        machine.add(a, .normal, after: .seconds(9), now: start)
        #expect(machine.nextDeadline == start + .seconds(1))
        machine.advance(to: start + .seconds(1))
        #expect(machine.counts.depths == [.normal: 1])
        #expect(machine.nextDeadline == nil)
    }

    @Test(arguments: [
        (Duration.seconds(-5), Duration.zero), (.seconds(Int64.max), .seconds(24 * 60 * 60)),
        (.seconds(Int64.min), .zero),
    ])
    func `a wait that makes no sense is cut`(_ wait: Duration, _ expected: Duration) {
        var machine = Machine()
        machine.add(a, after: wait, now: start)
        #expect(machine.nextDeadline == start + expected)
    }

    @Test func `adds, retries and times are counted`() {
        var machine = Machine()
        machine.add(a, now: start)
        machine.add(a, now: start)
        #expect(machine.counts.adds == 1)
        #expect(machine.take(now: start + .seconds(2))?.waited == .seconds(2))
        #expect(machine.unfinishedWork(at: start + .seconds(5)) == [.seconds(3)])
        machine.add(a, now: start + .seconds(5))
        #expect(machine.finish(a, .failed, now: start + .seconds(6)) == .seconds(4))
        #expect(machine.unfinishedWork(at: start + .seconds(7)) == [])
        #expect(machine.take(now: start + .seconds(7))?.waited == .seconds(1))
        machine.finish(a, .requeue(after: .zero), now: start + .seconds(7))
        #expect(machine.counts.adds == 2)
        #expect(machine.counts.retries == 2)
        machine.advance(to: start + .seconds(8))
        #expect(machine.counts.adds == 3)
    }

    @Test func `a key that is raised has waited since it first came`() {
        var machine = Machine()
        machine.add(a, .low, now: start)
        machine.add(a, .normal, now: start + .seconds(1))
        #expect(machine.take(now: start + .seconds(3))?.waited == .seconds(3))
    }
}

extension WorkQueueStateMachine {
    /// The key whose turn it is, whatever the time.
    mutating func next() -> ObjectKey? { take(now: .now)?.key }
}
