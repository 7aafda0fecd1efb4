import KubernetesCore
import ServingCore
import TestSupport
import Testing

@testable import Slipway

struct UtilizationTests {
    @Test func busyAndQueuedRequestsAreCountedAndAnewAfterAReload() async throws {
        let servers = try [ScoringServer(), ScoringServer()]
        let settings = "{scoringTimeoutMs: 60000, maxQueueWaitMs: 60000, maxConcurrentPerReplica: 1}"
        func cluster(_ settings: String) throws -> GatewayCluster {
            try GatewayCluster.example(
                GatewayCluster.service() + GatewayCluster.deployment("blue", settings),
                replicas: ["blue": servers.map(\.address)]
            )
        }
        try await GatewayTrial.run(try cluster(settings)) { trial in
            let sampler = UtilizationSampler(admin: trial.haproxy.admin)
            #expect(sampler.report == nil)
            let sampling = Task { await sampler.run { await trial.proxy.loads } }
            defer { sampling.cancel() }
            let clients = Task { try await trial.askTogether(5, "/api/v1/service/mnist/score?ms=50000") }
            let report: UtilizationReport = try await eventually("two are busy, three wait") {
                let report = try required(sampler.report)
                guard report.deployments["team/blue"]?.requests == RequestCount(busy: 2, queued: 3) else {
                    throw Unexpected(report: report)
                }
                return report
            }
            #expect(report.deployments["team/blue"]?.pods.values.sorted() == [1, 1])
            let old: Int = try await eventually("it has counted for a while") {
                let seconds = sampler.report?.countingSeconds ?? 0
                return seconds >= 3 ? seconds : nil
            }
            clients.cancel()
            try await eventually("all is quiet") {
                sampler.report?.deployments["team/blue"]?.requests == RequestCount() ? true : nil
            }
            try await trial.apply(try cluster(settings.replacing("60000", with: "50000")))
            try await eventually("a new worker knows nothing of before") {
                sampler.report.map { $0.countingSeconds < old } == true ? true : nil
            }
        }
    }

    private struct Unexpected: Error {
        let report: UtilizationReport
    }
}
