import KubernetesCore
import Testing

@testable import ControllerRuntime

@Suite struct EventAggregatorTests {
    private static let start = Timestamp(seconds: 1_000_000)
    private static let failed = ObjectEvent(.warning, reason: "Broken", action: "Reconcile", note: "it broke")
    private static let mended = ObjectEvent(.normal, reason: "Mended", action: "Reconcile", note: "it works")

    private var aggregator = EventAggregator()

    private mutating func add(_ event: ObjectEvent = failed, _ name: String = "a", at seconds: Int)
        -> EventAggregator.Decision
    {
        let now = Self.start + .seconds(seconds)
        return aggregator.add(event, .widget(name), at: now, identifier: UInt64(seconds))
    }

    private mutating func collect(at seconds: Int) -> [String] {
        aggregator.collect(at: Self.start + .seconds(seconds)).map { "\($0.event.reason) x\($0.count)" }
    }

    private func isCreate(_ decision: EventAggregator.Decision) -> Bool {
        if case .create = decision { true } else { false }
    }

    @Test mutating func `the first is a record of its own`() {
        guard case .create(let record) = add(at: 0) else { return #expect(Bool(false)) }
        #expect(record.event == Self.failed)
        #expect(record.count == 1)
        #expect(record.time == Self.start)
        #expect(collect(at: 60) == [])
    }

    @Test mutating func `the same again is counted, and written once at the next interval`() {
        _ = add(at: 0)
        for seconds in 1...4 { #expect(add(at: seconds) == .count) }
        #expect(collect(at: 60) == ["Broken x5"])
        #expect(collect(at: 120) == [])
        #expect(add(at: 130) == .count)
        #expect(collect(at: 180) == ["Broken x6"])
    }

    @Test mutating func `a series tells of its first and its last time, under one name`() {
        guard case .create(let first) = add(at: 0) else { return #expect(Bool(false)) }
        _ = add(at: 42)
        let series = aggregator.collect(at: Self.start + .seconds(60))
        #expect(series.map(\.key) == [first.key])
        #expect(series.map(\.time) == [Self.start])
        #expect(series.map(\.lastTime) == [Self.start + .seconds(42)])
    }

    @Test mutating func `after six quiet minutes it is a new record`() {
        _ = add(at: 0)
        #expect(add(at: 359) == .count)
        #expect(isCreate(add(at: 359 + 360)))
    }

    @Test mutating func `what was counted last is written although the series is over`() {
        _ = add(at: 0)
        _ = add(at: 1)
        #expect(collect(at: 1_000) == ["Broken x2"])
        #expect(isCreate(add(at: 1_001)))
    }

    @Test mutating func `another event, another object, another note are no series`() {
        let other = ObjectEvent(.warning, reason: "Broken", action: "Reconcile", note: "it broke otherwise")
        for (event, name) in [(Self.failed, "a"), (Self.mended, "a"), (Self.failed, "b"), (other, "a")] {
            #expect(isCreate(add(event, name, at: 0)))
        }
    }

    @Test mutating func `an object has 25 at once, then one in five minutes; another has its own`() {
        func numbered(_ number: Int) -> ObjectEvent {
            ObjectEvent(.normal, reason: "Changed", action: "Change", note: "\(number)")
        }
        for number in 0..<25 { #expect(isCreate(add(numbered(number), at: 0))) }
        #expect(add(numbered(25), at: 0) == .drop)
        #expect(isCreate(add(numbered(25), "b", at: 0)))
        #expect(add(numbered(0), at: 0) == .count, "what is counted costs nothing")
        #expect(add(numbered(26), at: 299) == .drop)
        #expect(isCreate(add(numbered(27), at: 300)))
        #expect(add(numbered(28), at: 300) == .drop)
    }

    @Test func `what was spent comes back, and not more`() {
        var budget = EventBudget()
        func spend(at now: Timestamp) -> [Bool] { (0..<26).map { _ in budget.spend(on: "a", at: now) } }
        let all = Array(repeating: true, count: 25) + [false]
        #expect(spend(at: Self.start) == all)
        let later = Self.start + .seconds(25 * 300)
        budget.collect(at: later)
        #expect(spend(at: later) == all)
    }
}

extension ObjectReference {
    static func widget(_ name: String, namespace: String? = "default") -> ObjectReference {
        var metadata = ObjectMeta(name: name, namespace: namespace, uid: "uid-of-\(name)")
        metadata.resourceVersion = "7"
        return ObjectReference(Widget.type, metadata)
    }
}
