import Testing

@testable import ControllerRuntime

@Suite struct BackoffTests {
    @Test func `waits double up to the limit`() {
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(1))
        let waits = (0..<7).map { _ in backoff.next(jitter: 1) }
        #expect(waits == [100, 200, 400, 800, 1000, 1000, 1000].map(Duration.milliseconds))
    }

    @Test(arguments: [0, 0.25, 0.5, 0.999, 1]) func `jitter takes off at most half`(_ jitter: Double) {
        var backoff = Backoff(first: .milliseconds(800), limit: .seconds(10))
        for whole in [0.8, 1.6, 3.2, 6.4, 10, 10] {
            let wait = backoff.next(jitter: jitter)
            let expected = Duration.seconds(whole / 2 + whole / 2 * jitter)
            #expect(abs((wait - expected) / .nanoseconds(1)) < 10)
        }
    }

    @Test func `after a success the first wait comes first again`() {
        var backoff = Backoff(first: .milliseconds(5), limit: .seconds(60))
        for _ in 0..<10 { _ = backoff.next(jitter: 1) }
        backoff.reset()
        #expect(backoff.next(jitter: 1) == .milliseconds(5))
    }

    @Test(arguments: [31, 63, 64, 1_000, Int.max]) func `no number of failures overflows`(_ failures: Int) {
        let wait = Backoff.wait(afterFailures: failures, first: .seconds(60), limit: .seconds(3600))
        #expect(wait == .seconds(3600))
    }

    @Test func `a first wait above the limit is the limit`() {
        var backoff = Backoff(first: .seconds(60), limit: .seconds(1))
        #expect(backoff.next(jitter: 1) == .seconds(1))
    }

    @Test func `watches start at 0.8 s, as in client-go, and stay below 10 s`() {
        var backoff = Backoff.watch
        #expect(backoff.next(jitter: 1) == .milliseconds(800))
        for _ in 0..<10 { _ = backoff.next(jitter: 1) }
        #expect(backoff.next(jitter: 1) == .seconds(10))
    }
}
