import KubernetesCore
import MetricsTestKit
import Synchronization
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(3))) struct WorkQueueTests {
    /// What producers have asked for and what workers have seen, for each key.
    private final class Ledger: Sendable {
        private struct State {
            var asked: [ObjectKey: Int] = [:]
            var seen: [ObjectKey: Int] = [:]
            var working: Set<ObjectKey> = []
            var overlaps: [ObjectKey] = []
        }

        private let state = Mutex(State())

        var isCaughtUp: Bool { state.withLock { $0.asked == $0.seen && $0.working.isEmpty } }
        var overlaps: [ObjectKey] { state.withLock(\.overlaps) }

        func ask(_ key: ObjectKey) {
            state.withLock { $0.asked[key, default: 0] += 1 }
        }

        func begin(_ key: ObjectKey) {
            state.withLock { state in
                if !state.working.insert(key).inserted { state.overlaps.append(key) }
                state.seen[key] = state.asked[key]
            }
        }

        func end(_ key: ObjectKey) {
            _ = state.withLock { $0.working.remove(key) }
        }
    }

    @Test func `a waiting worker gets the next key, one that comes later gets the one that waits`() async {
        let queue = WorkQueue.forTest()
        async let first = queue.next()
        queue.add(.named("a"))
        #expect(await first == .named("a"))
        queue.add(.named("b"))
        queue.add(.named("c"))
        #expect(queue.depth == 2)
        #expect(await queue.next() == .named("b"))
        #expect(await queue.next() == .named("c"))
        #expect(queue.depth == 0)
    }

    @Test func `no key is lost, and none is with two workers at once`() async throws {
        let queue = WorkQueue.forTest()
        let ledger = Ledger()
        let keys = (0..<30).map { ObjectKey.named("widget-\($0)") }
        try await withThrowingTaskGroup { group in
            for worker in 0..<8 {
                group.addTask {
                    var generator = SplitMix64(seed: UInt64(worker))
                    while let key = await queue.next() {
                        ledger.begin(key)
                        if Bool.random(using: &generator) { await Task.yield() }
                        ledger.end(key)
                        switch Int.random(in: 0..<20, using: &generator) {
                        case 0: queue.finish(key, .failed)
                        case 1: queue.finish(key, .requeue(after: .milliseconds(1)))
                        default: queue.finish(key, .done)
                        }
                    }
                }
            }
            await withTaskGroup { producers in
                for producer in 0..<8 {
                    producers.addTask {
                        var generator = SplitMix64(seed: UInt64(100 + producer))
                        for _ in 0..<1_000 {
                            let key = keys[Int.random(in: 0..<keys.count, using: &generator)]
                            ledger.ask(key)
                            let wait = Duration.microseconds(Int.random(in: 0..<2_000, using: &generator))
                            if Bool.random(using: &generator) { queue.add(key) } else { queue.add(key, after: wait) }
                            if Int.random(in: 0..<4, using: &generator) == 0 { await Task.yield() }
                        }
                    }
                }
            }
            try await eventually("every key was seen after it was last added") { ledger.isCaughtUp ? true : nil }
            queue.shutDown()
            try await group.waitForAll()
        }
        #expect(ledger.overlaps.isEmpty)
    }

    @Test func `a delayed key comes by itself`() async {
        let queue = WorkQueue.forTest()
        let start = ContinuousClock.now
        queue.add(.named("a"), after: .milliseconds(30))
        #expect(queue.depth == 0)
        #expect(await queue.next() == .named("a"))
        #expect(ContinuousClock.now - start >= .milliseconds(30))
    }

    @Test func `an earlier key is not kept back by a later one`() async {
        let queue = WorkQueue.forTest()
        queue.add(.named("late"), after: .seconds(3600))
        queue.add(.named("early"), after: .milliseconds(20))
        #expect(await queue.next() == .named("early"))
    }

    @Test(arguments: 0..<10) func `of many delayed keys each comes, none before its time`(_ seed: UInt64) async {
        var generator = SplitMix64(seed: seed)
        let queue = WorkQueue.forTest()
        let start = ContinuousClock.now
        let waits = (0..<300).map { _ in Duration.microseconds(Int.random(in: 0..<60_000, using: &generator)) }
        async let taken = {
            var taken: Set<ObjectKey> = []
            while taken.count < waits.count, let key = await queue.next() {
                let number = Int(key.name) ?? 0
                #expect(ContinuousClock.now - start >= waits[number])
                taken.insert(key)
                queue.finish(key, .done)
            }
            return taken.count
        }()
        for (number, wait) in waits.enumerated() {
            queue.add(.named("\(number)"), after: wait - (.now - start))
            if number.isMultiple(of: 50) { await Task.yield() }
        }
        #expect(await taken == waits.count)
    }

    @Test func `a failed key comes back after its wait`() async {
        let queue = WorkQueue.forTest()
        queue.add(.named("a"))
        for _ in 0..<4 {
            #expect(await queue.next() == .named("a"))
            queue.finish(.named("a"), .failed)
        }
        #expect(await queue.next() == .named("a"))
    }

    @Test func `shutting down sends every worker home, at once and ever after`() async {
        let queue = WorkQueue.forTest()
        queue.add(.named("delayed"), after: .milliseconds(1))
        await withTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    while let key = await queue.next() { queue.finish(key, .requeue(after: .milliseconds(1))) }
                }
            }
            for _ in 0..<20 { await Task.yield() }
            queue.shutDown()
        }
        queue.add(.named("a"))
        #expect(await queue.next() == nil)
        queue.shutDown()
        #expect(await queue.next() == nil)
    }

    @Test func `a worker at work when the queue shuts down finishes and gets no other key`() async {
        let queue = WorkQueue.forTest()
        queue.add(.named("a"))
        queue.add(.named("b"))
        #expect(await queue.next() == .named("a"))
        queue.shutDown()
        queue.finish(.named("a"), .failed)
        #expect(await queue.next() == nil)
    }

    @Test(arguments: 0..<50)
    func `no worker is forgotten when it comes while the queue shuts down`(_ round: Int) async {
        let queue = WorkQueue.forTest()
        await withTaskGroup { group in
            for worker in 0..<20 {
                group.addTask { while let key = await queue.next() { queue.finish(key, .done) } }
                group.addTask { queue.add(.named("\(worker)"), after: .microseconds(worker * round)) }
            }
            group.addTask {
                for _ in 0..<round { await Task.yield() }
                queue.shutDown()
            }
        }
        #expect(await queue.next() == nil)
    }

    @Test func `a queue goes away although a delayed key waits`() async throws {
        weak var released: WorkQueue?
        do {
            let queue = WorkQueue.forTest()
            queue.add(.named("a"), after: .seconds(3600))
            queue.add(.named("b"), after: .milliseconds(1))
            #expect(await queue.next() == .named("b"))
            released = queue
        }
        try await eventually("the queue is released") { released == nil ? true : nil }
    }

    @Test func `every series is there from the start`() throws {
        let metrics = TestMetrics()
        _ = WorkQueue.forTest(metrics)
        let labels = [("name", "widget"), ("controller", "widget")]
        for priority in ["0", "-100"] {
            #expect(try metrics.expectGauge("workqueue_depth", labels + [("priority", priority)]).lastValue == 0)
        }
        for name in ["adds", "retries"] {
            #expect(try metrics.expectCounter("workqueue_\(name)_total", labels).totalValue == 0)
        }
        for name in ["queue", "work"] { _ = try metrics.expectTimer("workqueue_\(name)_duration_seconds", labels) }
        for name in ["unfinished_work", "longest_running_processor"] {
            #expect(try metrics.expectGauge("workqueue_\(name)_seconds", labels).lastValue == 0)
        }
    }

    @Test func `depth, adds and times follow what happens`() async throws {
        let metrics = TestMetrics()
        let queue = WorkQueue.forTest(metrics)
        let labels = [("name", "widget"), ("controller", "widget")]
        let low = try metrics.expectGauge("workqueue_depth", labels + [("priority", "-100")])
        let normal = try metrics.expectGauge("workqueue_depth", labels + [("priority", "0")])
        queue.add(.named("a"), .low)
        queue.add(.named("b"), .low)
        queue.add(.named("b"))
        #expect(low.values == [0, 1, 2, 1])
        #expect(normal.values == [0, 1])
        #expect(await queue.next() == .named("b"))
        #expect(normal.values == [0, 1, 0])
        try await Task.sleep(for: .milliseconds(2))
        queue.updateMetrics()
        let longest = try metrics.expectGauge("workqueue_longest_running_processor_seconds", labels)
        #expect(try #require(longest.lastValue) >= 0.002)
        queue.finish(.named("b"), .failed)
        queue.updateMetrics()
        #expect(longest.lastValue == 0)
        #expect(try metrics.expectCounter("workqueue_retries_total", labels).totalValue == 1)
        #expect(try metrics.expectTimer("workqueue_queue_duration_seconds", labels).values.count == 1)
        #expect(try #require(metrics.expectTimer("workqueue_work_duration_seconds", labels).values.first) >= 2_000_000)
    }
}

extension WorkQueue {
    static func forTest(_ metrics: TestMetrics = TestMetrics()) -> WorkQueue {
        WorkQueue(name: "widget", metricsFactory: metrics)
    }
}
