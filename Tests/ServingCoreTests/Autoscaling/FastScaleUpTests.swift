import KubernetesCore
import Testing

@testable import ServingCore

@Suite("replicas that are added between two looks of the autoscaler")
struct FastScaleUpTests {
    private func replicas(
        from current: Int,
        busy: Int,
        queued: Int,
        _ bounds: ClosedRange<Int> = 1...1000
    ) -> Int? {
        var autoscale = ModelDeployment.Autoscale.standard
        (autoscale.minReplicas, autoscale.maxReplicas) = (bounds.lowerBound, bounds.upperBound)
        let settings = ModelDeployment.RequestSettings(
            scoringTimeoutMs: 60_000,
            maxConcurrentPerReplica: 1,
            maxQueueWaitMs: 500
        )
        let target = UtilizationTarget(autoscale, settings)
        return FastScaleUp(target, current: current, requests: RequestCount(busy: busy, queued: queued))?.replicas
    }

    @Test(
        "they are as many as the autoscaler would come to",
        arguments: [(1, 1, 1, 3), (1, 1, 11, 18), (10, 10, 1, 16), (1, 1, 199, 286)]
    )
    func formula(current: Int, busy: Int, queued: Int, expected: Int) {
        #expect(replicas(from: current, busy: busy, queued: queued) == expected)
    }

    @Test("none are added while nothing waits, however busy all are")
    func nothingWaits() {
        #expect(replicas(from: 10, busy: 10, queued: 0) == nil)
    }

    @Test("none are added where the autoscaler would leave it, within a tenth of the target")
    func tolerance() {
        #expect(replicas(from: 100, busy: 70, queued: 7) == nil)
        #expect(replicas(from: 100, busy: 70, queued: 8) == 112)
    }

    @Test("what waits for replicas that are already asked for adds none, and none is taken away")
    func notYetThere() {
        #expect(replicas(from: 18, busy: 1, queued: 11) == nil)
        #expect(replicas(from: 19, busy: 1, queued: 11) == nil)
    }

    @Test("they stay within the bounds, and a number above them stays as it is")
    func bounds() {
        #expect(replicas(from: 1, busy: 1, queued: 99, 1...10) == 10)
        #expect(replicas(from: 10, busy: 10, queued: 99, 1...10) == nil)
        #expect(replicas(from: 12, busy: 12, queued: 99, 1...10) == nil)
        #expect(replicas(from: 1, busy: 1, queued: 1, 5...10) == 5)
    }

    @Test("none are added while it is suspended")
    func suspended() {
        #expect(replicas(from: 0, busy: 0, queued: 9) == nil)
    }

    @Test("the patch names the state that it is made from")
    func patch() throws {
        let settings = ModelDeployment.RequestSettings(
            scoringTimeoutMs: 60_000,
            maxConcurrentPerReplica: 1,
            maxQueueWaitMs: 500
        )
        let requests = RequestCount(busy: 1, queued: 3)
        let decision = try #require(FastScaleUp(UtilizationTarget(.standard, settings), current: 1, requests: requests))
        #expect(
            decision.patch(resourceVersion: "7") == ["metadata": ["resourceVersion": "7"], "spec": ["replicas": 6]]
        )
    }
}
