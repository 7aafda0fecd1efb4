import Testing

@testable import ControllerRuntime

@Suite struct LeaseTimesTests {
    @Test func `the standard times go together`() throws {
        #expect(try LeaseTimes(leaseDuration: 15, renewDeadline: 10, retryPeriod: 2) == .standard)
    }

    @Test(
        arguments: [
            (15, 15, 2, "the lease duration must be greater"), (10, 15, 2, "the lease duration must be greater"),
            (15, 2, 2, "the renew deadline must be greater"), (15, 6, 5, "the renew deadline must be greater"),
            (15, 10, 0, "the retry period must be positive"), (15, 10, -1, "the retry period must be positive"),
        ] as [(Int, Int, Int, String)]
    )
    func `times that do not go together are refused`(
        _ times: (leaseDuration: Int, renewDeadline: Int, retryPeriod: Int, problem: String)
    ) throws {
        let error = try #require(throws: LeaseTimes.Invalid.self) {
            try LeaseTimes(
                leaseDuration: times.leaseDuration,
                renewDeadline: times.renewDeadline,
                retryPeriod: times.retryPeriod
            )
        }
        #expect(error.description.hasPrefix(times.problem))
    }

    @Test func `waits are stretched by a fifth at most`() {
        #expect(LeaseTimes.standard.retryWait(jitter: 0) == .seconds(2))
        #expect(LeaseTimes.standard.retryWait(jitter: 1) == .milliseconds(2400))
    }
}
