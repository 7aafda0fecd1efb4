import Testing

@testable import ServingCore

@Suite("utilisation")
struct UtilizationTargetTests {
    private func target(_ percent: Int = 70, concurrent: Int = 1, _ replicas: ClosedRange<Int> = 1...1000)
        -> UtilizationTarget
    {
        var autoscale = ModelDeployment.Autoscale.standard
        (autoscale.minReplicas, autoscale.maxReplicas) = (replicas.lowerBound, replicas.upperBound)
        autoscale.targetUtilization = percent
        let settings = ModelDeployment.RequestSettings(
            scoringTimeoutMs: 60_000,
            maxConcurrentPerReplica: concurrent,
            maxQueueWaitMs: 500
        )
        return UtilizationTarget(autoscale, settings)
    }

    @Test(
        "replicas are requests ÷ (maxConcurrent × target), rounded up",
        arguments: [(0, 1), (1, 2), (3, 5), (7, 10), (70, 100), (71, 102), (200, 286)]
    )
    func replicas(requests: Int, expected: Int) {
        #expect(target().replicas(for: requests) == expected)
        #expect(target(concurrent: 10).replicas(for: requests * 10) == expected)
    }

    @Test("it stays within the bounds, whatever the numbers are")
    func bounds() {
        #expect(target(1...10).replicas(for: 200) == 10)
        #expect(target(4...10).replicas(for: 0) == 4)
        #expect(target().replicas(for: .max) == 1000)
        #expect(target(concurrent: .max, 1...5).replicas(for: 3) == 1)
    }

    @Test("the scaler divides by what one replica is to have")
    func divisor() {
        #expect(target().milliRequestsPerReplica == 700)
        #expect(target(50, concurrent: 4).milliRequestsPerReplica == 2000)
    }

    private func target(_ replicas: ClosedRange<Int>) -> UtilizationTarget { target(70, concurrent: 1, replicas) }
}
