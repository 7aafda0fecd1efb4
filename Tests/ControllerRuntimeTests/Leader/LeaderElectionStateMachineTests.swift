import KubernetesCore
import Testing

@testable import ControllerRuntime

@Suite struct LeaderElectionStateMachineTests {
    private typealias Machine = LeaderElectionStateMachine

    private let start = ContinuousClock.now
    private let time = Timestamp(seconds: 2000)
    private let me = "me"

    private func record(
        _ holder: String,
        acquired: Timestamp = Timestamp(seconds: 2000),
        transitions: Int?,
        seconds: Int = 15
    ) -> Lease.Spec {
        Lease.Spec(
            holderIdentity: holder,
            leaseDurationSeconds: seconds,
            acquireTime: acquired,
            renewTime: time,
            leaseTransitions: transitions
        )
    }

    private func step(_ machine: Machine, at seconds: Double) -> Machine.Step {
        machine.step(at: start + .seconds(seconds), time: time)
    }

    private func candidate(seeing lease: Lease?) -> Machine {
        var machine = Machine(identity: me, times: .standard)
        machine.see(lease, at: start)
        return machine
    }

    /// Has sent its renewal, which made version 10, at `start`.
    private func leader() throws -> Machine {
        var machine = candidate(seeing: nil)
        machine.wrote(try mine("10"), sentAt: start, jitter: 0)
        return machine
    }

    private func mine(_ version: String) throws -> Lease {
        try .held(by: me, version: version)
    }

    private func other(_ version: String, renewed: Int64 = 1000, seconds: Int? = 15) throws -> Lease {
        try .held(by: "other", version: version, renewed: Timestamp(seconds: renewed), seconds: seconds, transitions: 3)
    }

    @Test func `nothing is done before the lease is known`() {
        #expect(step(Machine(identity: me, times: .standard), at: 1e6) == .wait(until: nil))
    }

    @Test func `a lease that is absent is made`() {
        #expect(step(candidate(seeing: nil), at: 0) == .create(record(me, transitions: 0)))
    }

    @Test(arguments: [nil, ""])
    func `a lease that nobody holds is taken at once`(_ holder: String?) throws {
        let lease = try Lease.held(by: holder, seconds: 1, transitions: 3)
        #expect(step(candidate(seeing: lease), at: 0) == .update(lease, record(me, transitions: 4)))
    }

    @Test func `one that is given back while this process waits, too`() throws {
        var machine = candidate(seeing: try other("1"))
        #expect(step(machine, at: 5) == .wait(until: start + .seconds(15)))
        let released = try Lease.held(by: "", version: "2", seconds: 1, transitions: 3)
        machine.see(released, at: start + .seconds(5))
        #expect(step(machine, at: 5) == .update(released, record(me, transitions: 4)))
    }

    @Test func `a lease of somebody else is taken when it was seen unchanged for its duration`() throws {
        let lease = try other("1")
        let machine = candidate(seeing: lease)
        #expect(machine.otherHolder == "other")
        #expect(step(machine, at: 0) == .wait(until: start + .seconds(15)))
        #expect(step(machine, at: 14.999) == .wait(until: start + .seconds(15)))
        #expect(step(machine, at: 15) == .update(lease, record(me, transitions: 4)))
    }

    @Test func `its own duration counts, and this process's where it says none`() throws {
        #expect(step(candidate(seeing: try other("1", seconds: 60)), at: 15) == .wait(until: start + .seconds(60)))
        for seconds in [nil, 0, -1] {
            let machine = candidate(seeing: try other("1", seconds: seconds))
            #expect(step(machine, at: 0) == .wait(until: start + .seconds(15)))
        }
    }

    @Test(arguments: [0, 1000, 4_000_000_000])
    func `the times that another host wrote do not matter`(_ renewed: Int64) throws {
        let machine = candidate(seeing: try other("1", renewed: renewed))
        #expect(step(machine, at: 0) == .wait(until: start + .seconds(15)))
    }

    @Test func `each renewal by somebody else begins the wait anew, other changes of the object do not`() throws {
        var machine = candidate(seeing: try other("1"))
        machine.see(try other("2", renewed: 1002), at: start + .seconds(2))
        #expect(step(machine, at: 15) == .wait(until: start + .seconds(17)))
        // A label, say.
        let touched = try other("3", renewed: 1002)
        machine.see(touched, at: start + .seconds(10))
        #expect(step(machine, at: 16) == .wait(until: start + .seconds(17)))
        #expect(step(machine, at: 17) == .update(touched, record(me, transitions: 4)))
    }

    @Test func `seen again by whatever way, it is no renewal`() throws {
        var machine = candidate(seeing: try other("1"))
        machine.see(try other("1"), at: start + .seconds(9))
        machine.read(try other("1"), at: start + .seconds(10))
        #expect(step(machine, at: 11) == .wait(until: start + .seconds(15)))
    }

    @Test func `a lease that is deleted under its holder is not free before it would have run out`() throws {
        var machine = candidate(seeing: try other("1"))
        machine.see(nil, at: start + .seconds(3))
        #expect(step(machine, at: 3) == .wait(until: start + .seconds(15)))
        #expect(step(machine, at: 15) == .create(record(me, transitions: 0)))
    }

    @Test func `a write of this process whose answer was lost is found again, and no change of the holder`() throws {
        var machine = candidate(seeing: nil)
        machine.fail(isOutdated: false, sentAt: start, jitter: 0)
        #expect(step(machine, at: 1) == .wait(until: start + .seconds(2)))
        let lease = try mine("2")
        machine.see(lease, at: start + .seconds(1))
        #expect(
            step(machine, at: 1)
                == .update(lease, record(me, acquired: Timestamp(seconds: 900), transitions: 0))
        )
        #expect(!machine.isLeading)
    }

    @Test(arguments: [(0, 2000), (0.5, 2200), (1, 2400)] as [(Double, Int)])
    func `an attempt that fails is made again after the retry period and up to a fifth more`(
        _ jitter: Double,
        _ milliseconds: Int
    ) {
        var machine = candidate(seeing: nil)
        machine.fail(isOutdated: false, sentAt: start, jitter: jitter)
        let next = start + .milliseconds(milliseconds)
        #expect(machine.step(at: next - .nanoseconds(1), time: time) == .wait(until: next))
        #expect(machine.step(at: next, time: time) == .create(record(me, transitions: 0)))
    }

    @Test func `somebody else was quicker`() throws {
        for lease in [nil, try Lease.held(by: "")] {
            var machine = candidate(seeing: lease)
            machine.fail(isOutdated: true, sentAt: start, jitter: 0)
            #expect(step(machine, at: 0) == .read)
            machine.read(try other("2"), at: start)
            #expect(step(machine, at: 0) == .wait(until: start + .seconds(15)))
            #expect(!machine.isLeading)
        }
    }

    @Test func `a read that fails is made again, unless the watch shows the lease meanwhile`() throws {
        var machine = candidate(seeing: nil)
        machine.fail(isOutdated: true, sentAt: start, jitter: 0)
        machine.fail(isOutdated: false, sentAt: start, jitter: 0)
        #expect(step(machine, at: 1) == .wait(until: start + .seconds(2)))
        #expect(step(machine, at: 2) == .read)
        machine.see(try other("2"), at: start + .seconds(1))
        #expect(step(machine, at: 2) == .wait(until: start + .seconds(16)))
    }

    @Test func `a lease that is gone when it is read is made`() throws {
        var machine = candidate(seeing: try .held(by: ""))
        machine.fail(isOutdated: true, sentAt: start, jitter: 0)
        machine.read(nil, at: start)
        #expect(step(machine, at: 0) == .create(record(me, transitions: 0)))
    }

    @Test func `a leader renews after each retry period, without reading`() throws {
        var machine = try leader()
        #expect(machine.isLeading)
        #expect(machine.otherHolder == nil)
        for round in 1...5 {
            let now = Double(round) * 2
            let lease = try mine("\(9 + round)")
            #expect(step(machine, at: now - 0.001) == .wait(until: start + .seconds(now)))
            #expect(
                step(machine, at: now)
                    == .update(lease, record(me, acquired: Timestamp(seconds: 900), transitions: 0))
            )
            machine.wrote(try mine("\(10 + round)"), sentAt: start + .seconds(now), jitter: 0)
        }
    }

    @Test func `the deadline counts from when the last renewal that succeeded was sent`() throws {
        var machine = try leader()
        #expect(machine.deadline == start + .seconds(10))
        // The answer took a second, and that does not matter.
        machine.wrote(try mine("11"), sentAt: start + .seconds(2), jitter: 0)
        for sent in [4.0, 6, 8, 10, 11.5] {
            machine.fail(isOutdated: false, sentAt: start + .seconds(sent), jitter: 0)
        }
        #expect(step(machine, at: 11.9) == .wait(until: start + .seconds(12)))
        #expect(step(machine, at: 12) == .lost(.notRenewed))
        #expect(step(machine, at: 100) == .lost(.notRenewed))
    }

    @Test func `a renewal that was not answered in time is made again at once`() throws {
        var machine = try leader()
        machine.fail(isOutdated: false, sentAt: start + .seconds(2), jitter: 1)
        guard case .update = step(machine, at: 7) else { return #expect(Bool(false), "it must renew") }
    }

    @Test func `a conflict leads to a read, and the lease is renewed from there if it is still this process's`() throws
    {
        var machine = try leader()
        machine.fail(isOutdated: true, sentAt: start + .seconds(2), jitter: 0)
        #expect(step(machine, at: 2) == .read)
        // The answer to a renewal was lost, or somebody has set a label.
        let lease = try mine("12")
        machine.read(lease, at: start + .seconds(2))
        #expect(
            step(machine, at: 2) == .update(lease, record(me, acquired: Timestamp(seconds: 900), transitions: 0))
        )
    }

    @Test func `a leader that reads another holder has lost at once`() throws {
        var machine = try leader()
        machine.fail(isOutdated: true, sentAt: start + .seconds(2), jitter: 0)
        machine.read(try other("11"), at: start + .seconds(2))
        #expect(step(machine, at: 2) == .lost(.taken(by: "other")))
        // For good, whatever comes after.
        machine.see(nil, at: start + .seconds(3))
        #expect(step(machine, at: 3) == .lost(.taken(by: "other")))
    }

    @Test func `a conflict does not put off the deadline`() throws {
        var machine = try leader()
        machine.fail(isOutdated: true, sentAt: start + .seconds(9), jitter: 0)
        #expect(step(machine, at: 10) == .lost(.notRenewed))
    }

    @Test func `what the watch shows of another holder is checked by a renewal, since it may be old`() throws {
        var machine = try leader()
        machine.see(try other("9"), at: start + .seconds(1))
        guard case .update(try mine("10"), _) = step(machine, at: 1) else {
            return #expect(Bool(false), "it must renew what it wrote")
        }
        machine.wrote(try mine("11"), sentAt: start + .seconds(1), jitter: 0)
        #expect(step(machine, at: 1) == .wait(until: start + .seconds(3)))
        // What it wrote itself is no news.
        machine.see(try mine("10"), at: start + .seconds(2))
        #expect(step(machine, at: 2) == .wait(until: start + .seconds(3)))
    }

    @Test func `a leader makes a lease anew that somebody has deleted`() throws {
        var machine = try leader()
        machine.see(try mine("10"), at: start)
        machine.see(nil, at: start + .seconds(1))
        guard case .update = step(machine, at: 1) else { return #expect(Bool(false), "it must renew") }
        machine.fail(isOutdated: true, sentAt: start + .seconds(1), jitter: 0)
        #expect(step(machine, at: 1) == .read)
        machine.read(nil, at: start + .seconds(1))
        #expect(step(machine, at: 1) == .create(record(me, transitions: 0)))
        #expect(machine.isLeading)
    }

    private var released: Lease.Spec {
        record("", transitions: 0, seconds: 1)
    }

    @Test func `a leader gives the lease back at once`() throws {
        var machine = try leader()
        machine.release()
        #expect(step(machine, at: 1) == .update(try mine("10"), released))
        machine.wrote(try .held(by: "", version: "11"), sentAt: start + .seconds(1), jitter: 0)
        #expect(step(machine, at: 1) == .done)
        #expect(!machine.isLeading)
        #expect(machine.holder == nil)
    }

    @Test func `who does not lead has nothing to give back`() throws {
        for lease in [nil, try .held(by: ""), try other("1")] {
            var machine = candidate(seeing: lease)
            machine.release()
            #expect(step(machine, at: 0) == .done)
        }
    }

    @Test func `after a conflict it gives back what it reads`() throws {
        var machine = try leader()
        machine.release()
        machine.fail(isOutdated: true, sentAt: start, jitter: 0)
        #expect(step(machine, at: 1) == .read)
        machine.read(try mine("12"), at: start)
        machine.release()
        #expect(step(machine, at: 1) == .update(try mine("12"), released))
    }

    @Test func `it gives back nothing that is somebody else's, or nobody's`() throws {
        for lease in [nil, try other("12")] {
            var machine = try leader()
            machine.release()
            machine.fail(isOutdated: true, sentAt: start, jitter: 0)
            machine.read(lease, at: start)
            #expect(step(machine, at: 1) == .done)
        }
    }

    @Test func `it does not insist, nor beyond its deadline`() throws {
        var machine = try leader()
        machine.release()
        #expect(step(machine, at: 10) == .done)
        machine.fail(isOutdated: false, sentAt: start, jitter: 0)
        #expect(step(machine, at: 1) == .done)
        #expect(machine.holder == me)
    }
}
