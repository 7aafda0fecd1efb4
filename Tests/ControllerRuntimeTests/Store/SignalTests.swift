import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(3))) struct SignalTests {
    @Test func `a signal that is on keeps nobody waiting`() async {
        let signal = Signal()
        #expect(!signal.isOn)
        signal.send()
        signal.send()
        #expect(signal.isOn)
        await signal.wait()
    }

    @Test func `one signal releases all who wait`() async throws {
        let signal = Signal()
        let released = Recorder<Int>()
        await withTaskGroup { group in
            for waiter in 0..<1_000 {
                group.addTask {
                    await signal.wait()
                    #expect(signal.isOn)
                    released.record(waiter)
                }
            }
            for _ in 0..<100 { await Task.yield() }
            #expect(released.all.isEmpty)
            signal.send()
        }
        #expect(released.all.sorted() == Array(0..<1_000))
    }

    @Test func `whoever is cancelled goes on, and the others still wait`() async throws {
        let signal = Signal()
        let released = Recorder<Int>()
        let waiters = (0..<20).map { waiter in
            Task {
                await signal.wait()
                released.record(waiter)
            }
        }
        waiters[7].cancel()
        await waiters[7].value
        waiters[3].cancel()
        await waiters[3].value
        #expect(released.all == [7, 3])
        #expect(!signal.isOn)
        signal.send()
        for waiter in waiters { await waiter.value }
        #expect(released.all.sorted() == Array(0..<20))
    }

    @Test func `a task that is cancelled already does not wait`() async {
        let signal = Signal()
        let gate = Signal()
        let task = Task {
            await gate.wait()
            await signal.wait()
        }
        task.cancel()
        await task.value
        #expect(!signal.isOn)
    }

    @Test(arguments: 0..<20)
    func `nobody is forgotten when waits, cancellations and the signal race`(_ seed: UInt64) async {
        var generator = SplitMix64(seed: seed)
        let signal = Signal()
        let tasks = (0..<100).map { _ in Task { await signal.wait() } }
        for task in tasks where Bool.random(using: &generator) {
            task.cancel()
            if Int.random(in: 0..<10, using: &generator) == 0 { await Task.yield() }
        }
        signal.send()
        for task in tasks { await task.value }
        #expect(signal.isOn)
    }
}
