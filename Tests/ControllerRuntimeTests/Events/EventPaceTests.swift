import Testing

@testable import ControllerRuntime

struct EventPaceTests {
    private let start = ContinuousClock.now

    @Test("a few events are written at once, and those after them one by one")
    func burst() {
        var pace = EventPace()
        let delays = (0..<EventPace.burst + 2).map { _ in pace.delay(at: start) }
        #expect(delays.dropLast(2).allSatisfy { $0 == .zero })
        #expect(delays.suffix(2) == [EventPace.interval, EventPace.interval * 2])
    }

    @Test("time without events makes room for as many as passed, and for no more than a burst")
    func refill() {
        var pace = EventPace()
        for _ in 0..<EventPace.burst { _ = pace.delay(at: start) }
        #expect(pace.delay(at: start + EventPace.interval) == .zero)
        #expect(pace.delay(at: start + EventPace.interval) == EventPace.interval)
        let later = start + .seconds(3600)
        for _ in 0..<EventPace.burst { #expect(pace.delay(at: later) == .zero) }
        #expect(pace.delay(at: later) == EventPace.interval)
    }
}
