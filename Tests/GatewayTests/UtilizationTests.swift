import Glibc
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

    /// Else nothing would ever be taken away again, for as long as it is refused.
    @Test func aConfigurationThatIsRefusedLeavesTheCountAsItIs() async throws {
        let cluster = try GatewayCluster.example(GatewayCluster.service(), replicas: [:])
        try await GatewayTrial.run(cluster) { trial in
            let folder = try TemporaryFolder()
            let flag = try folder.write("refuses", "")
            let refusal = "[ -e \(flag) ] && { echo '[ALERT] no' >&2; exit 1; }"
            let program = try folder.write("haproxy", "#!/bin/sh\n\(refusal)\nexec haproxy \"$@\"\n")
            chmod(program, 0o755)
            let proxy = GatewayProxy(
                haproxy: HAProxy(program: program, settings: trial.settings, logger: trial.logger),
                logger: trial.logger
            )
            for _ in 0..<2 {
                await #expect(throws: HAProxy.Failure.self) { try await proxy.prepare(GatewayPlan(cluster)) }
            }
            #expect(await proxy.loads == 0)
            unlink(flag)
            try await proxy.prepare(GatewayPlan(cluster))
            #expect(await proxy.loads == 1)
        }
    }

    private struct Unexpected: Error {
        let report: UtilizationReport
    }
}
