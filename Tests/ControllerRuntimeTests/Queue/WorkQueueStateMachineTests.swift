import KubernetesCore
import Testing

@testable import ControllerRuntime

@Suite struct WorkQueueStateMachineTests {
    private typealias Machine = WorkQueueStateMachine

    private let start = ContinuousClock.now
    private let a = ObjectKey.named("a")
    private let b = ObjectKey.named("b")
    private let c = ObjectKey.named("c")

    @Test func `keys come out in the order in which they came in`() {
        var machine = Machine()
        for key in [c, a, b] { machine.add(key) }
        #expect(machine.depth == 3)
        #expect([machine.take(), machine.take(), machine.take(), machine.take()] == [c, a, b, nil])
        #expect(machine.depth == 0)
    }

    @Test func `a key that waits already keeps its place`() {
        var machine = Machine()
        for key in [a, b, a, a, b] { machine.add(key) }
        #expect(machine.depth == 2)
        #expect([machine.take(), machine.take(), machine.take()] == [a, b, nil])
    }

    @Test func `a key is never handed out twice at once`() {
        var machine = Machine()
        machine.add(a)
        #expect(machine.take() == a)
        machine.add(a)
        machine.add(a, at: start)
        machine.advance(to: start)
        #expect(machine.take() == nil)
        #expect(machine.depth == 0)
    }

    @Test func `a key added while it is worked on is handed out once more afterwards, behind the others`() {
        var machine = Machine()
        machine.add(a)
        _ = machine.take()
        for _ in 0..<5 { machine.add(a) }
        machine.add(b)
        machine.finish(a, .done, now: start)
        #expect([machine.take(), machine.take(), machine.take()] == [b, a, nil])
        machine.finish(a, .done, now: start)
        machine.finish(b, .done, now: start)
        #expect(machine.take() == nil)
    }

    @Test func `a finished key does not come again by itself`() {
        var machine = Machine()
        machine.add(a)
        _ = machine.take()
        machine.finish(a, .done, now: start)
        machine.advance(to: start + .seconds(1_000_000))
        #expect(machine.take() == nil)
        #expect(machine.nextDeadline == nil)
    }

    @Test func `a delayed key comes at its deadline and not before`() {
        var machine = Machine()
        machine.add(a, at: start + .seconds(10))
        #expect(machine.nextDeadline == start + .seconds(10))
        machine.advance(to: start + .seconds(9))
        #expect(machine.take() == nil)
        machine.advance(to: start + .seconds(10))
        #expect(machine.nextDeadline == nil)
        #expect(machine.take() == a)
    }

    @Test(arguments: [[10, 20, 30], [30, 20, 10], [20, 10, 30]]) func `the earliest deadline counts`(_ waits: [Int]) {
        var machine = Machine()
        for wait in waits { machine.add(a, at: start + .seconds(wait)) }
        #expect(machine.nextDeadline == start + .seconds(10))
        machine.advance(to: start + .seconds(100))
        #expect([machine.take(), machine.take()] == [a, nil])
    }

    @Test func `the next deadline is the earliest of all keys`() {
        var machine = Machine()
        machine.add(a, at: start + .seconds(20))
        machine.add(b, at: start + .seconds(10))
        machine.add(c, at: start + .seconds(30))
        machine.advance(to: start + .seconds(15))
        #expect(machine.take() == b)
        #expect(machine.nextDeadline == start + .seconds(20))
    }

    @Test func `a key that is added while it is delayed comes at once, and once more at its deadline`() {
        var machine = Machine()
        machine.add(a, at: start + .seconds(10))
        machine.add(a)
        #expect(machine.take() == a)
        machine.finish(a, .done, now: start)
        machine.advance(to: start + .seconds(10))
        #expect(machine.take() == a)
    }

    @Test func `a requeued key comes after its wait`() {
        var machine = Machine()
        machine.add(a)
        _ = machine.take()
        machine.finish(a, .requeue(after: .seconds(5)), now: start)
        #expect(machine.nextDeadline == start + .seconds(5))
        machine.advance(to: start + .seconds(5))
        #expect(machine.take() == a)
    }

    @Test func `waits double with every failure in a row, from 5 ms to a minute`() {
        var machine = Machine()
        var now = start
        var waits: [Duration] = []
        machine.add(a)
        for _ in 0..<16 {
            #expect(machine.take() == a)
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
            machine.add(a)
            machine.advance(to: start + .seconds(1))
            _ = machine.take()
            machine.finish(a, outcome, now: start)
        }
        #expect(machine.nextDeadline == start + .milliseconds(5))
    }

    @Test func `each key has its own failures`() {
        var machine = Machine()
        var now = start
        machine.add(a)
        for _ in 0..<3 {
            #expect(machine.take() == a)
            machine.finish(a, .failed, now: now)
            now = machine.nextDeadline ?? now
            machine.advance(to: now)
        }
        machine.add(b)
        #expect([machine.take(), machine.take()] == [a, b])
        machine.finish(a, .failed, now: now)
        machine.finish(b, .failed, now: now)
        #expect(machine.nextDeadline == now + .milliseconds(5))
        machine.advance(to: now + .milliseconds(5))
        #expect([machine.take(), machine.take()] == [b, nil])
        #expect(machine.nextDeadline == now + .milliseconds(40))
    }

    @Test func `a key that was added while it failed is tried again at once`() {
        var machine = Machine()
        machine.add(a)
        _ = machine.take()
        machine.add(a)
        machine.finish(a, .failed, now: start)
        #expect(machine.take() == a)
    }
}
