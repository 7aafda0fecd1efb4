import KubernetesCore
import Testing

@testable import ServingCore

@Suite("what gateways say of their requests")
struct UtilizationReadingTests {
    private static let key = ObjectKey(namespace: "team", name: "blue")
    private static let settings = ModelDeployment.RequestSettings(
        scoringTimeoutMs: 50_000,
        maxConcurrentPerReplica: 1,
        maxQueueWaitMs: 500
    )
    private static let target = UtilizationTarget(.standard, settings)

    private func gateway(
        _ pod: String,
        isReady: Bool = true,
        _ requests: RequestCount?,
        seconds: Int = 60
    ) -> UtilizationReading.Gateway {
        let counts = requests.map { UtilizationReport.Deployment(requests: $0, pods: ["blue-1": $0.busy]) }
        let report = UtilizationReport(countingSeconds: seconds, deployments: counts.map { ["team/blue": $0] } ?? [:])
        return UtilizationReading.Gateway(pod: pod, isReady: isReady, report: report)
    }

    private func reading(
        _ gateways: [UtilizationReading.Gateway],
        replicas: Int = 1,
        _ settings: ModelDeployment.RequestSettings = settings
    ) throws -> UtilizationReading {
        try UtilizationReading(of: Self.key, settings, gateways, target: Self.target, replicas: replicas)
    }

    private func problem(
        _ gateways: [UtilizationReading.Gateway],
        replicas: Int = 1,
        _ settings: ModelDeployment.RequestSettings = settings
    ) -> String? {
        do {
            _ = try reading(gateways, replicas: replicas, settings)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("requests of all gateways add up, also those of one that is to end")
    func sum() throws {
        let reading = try reading([
            gateway("a", RequestCount(busy: 2, queued: 1)), gateway("b", nil),
            gateway("c", isReady: false, RequestCount(busy: 1, queued: 0)),
        ])
        #expect(reading.requests == RequestCount(busy: 3, queued: 1))
        #expect(reading.pods == ["blue-1": 3])
    }

    @Test("nothing is known without a gateway, and nothing is taken away while one does not answer")
    func silence() {
        let silent = UtilizationReading.Gateway(pod: "b", isReady: true, report: nil)
        let ended = UtilizationReading.Gateway(pod: "b", isReady: false, report: nil)
        let busy = gateway("a", RequestCount(busy: 1))
        #expect(problem([]) == "no gateway is ready")
        #expect(problem([gateway("a", isReady: false, RequestCount())]) == "no gateway is ready")
        #expect(problem([busy, silent], replicas: 3) == "gateway b does not answer")
        #expect(problem([silent]) == "gateway b does not answer")
        #expect(problem([busy, ended]) == nil)
        #expect(problem([gateway("a", nil)]) == "no gateway sends requests to blue")
    }

    @Test("no replica is taken away on the word of a gateway that has not counted for a minute")
    func youth() {
        let young = gateway("b", RequestCount(), seconds: 59)
        let idle = gateway("a", RequestCount())
        #expect(problem([idle, young]) == nil)
        #expect(
            problem([idle, young], replicas: 2)
                == "gateway b has counted for less than 60 s, before which nothing is taken away"
        )
        #expect(problem([idle, gateway("b", RequestCount(busy: 4), seconds: 1)], replicas: 2) == nil)
        #expect(problem([idle, gateway("b", RequestCount())], replicas: 2) == nil)
    }

    @Test("replicas are added on the word of those that answer")
    func growth() throws {
        let silent = UtilizationReading.Gateway(pod: "b", isReady: true, report: nil)
        let reading = try reading([gateway("a", RequestCount(busy: 2, queued: 3)), silent], replicas: 2)
        #expect(reading.requests.total == 5)
    }

    @Test("what may still run from before a gateway counted is waited for")
    func longRequests() {
        var settings = Self.settings
        settings.scoringTimeoutMs = 300_000
        #expect(
            problem([gateway("a", RequestCount(), seconds: 300)], replicas: 2, settings)
                == "gateway a has counted for less than 301 s, before which nothing is taken away"
        )
        #expect(problem([gateway("a", RequestCount(), seconds: 301)], replicas: 2, settings) == nil)
    }

    @Test(
        "where replicas are added between two looks of the autoscaler, it is told of the most requests since the last one"
    )
    func peaks() throws {
        func reading(countsPeaks: Bool, _ peaks: [Int?]) throws -> UtilizationReading {
            let target = UtilizationTarget(
                maxConcurrent: 1,
                percent: 100,
                minReplicas: 1,
                maxReplicas: 20,
                countsPeaks: countsPeaks
            )
            let gateways = peaks.enumerated().map { index, peak in
                let count = UtilizationReport.Deployment(requests: RequestCount(busy: 2), peak: peak)
                let report = UtilizationReport(countingSeconds: 60, deployments: ["team/blue": count])
                return UtilizationReading.Gateway(pod: "\(index)", isReady: true, report: report)
            }
            return try UtilizationReading(of: Self.key, Self.settings, gateways, target: target, replicas: 1)
        }
        #expect(try reading(countsPeaks: true, [7, 5]).counted == 12)
        #expect(try reading(countsPeaks: true, [7, nil]).counted == 9, "an older gateway tells no peak")
        #expect(try reading(countsPeaks: false, [7, 5]).counted == 4)
        #expect(try reading(countsPeaks: true, [7, 5]).requests.total == 4)
    }

    @Test("a peak lasts for as many counts as there are between two looks of the autoscaler")
    func window() {
        var peaks = RequestPeaks()
        #expect(peaks["blue"] == 0)
        peaks.add(["blue": 3])
        peaks.add(["blue": 9, "green": 1])
        for _ in 1..<RequestPeaks.window { peaks.add(["blue": 2]) }
        #expect(peaks["blue"] == 9)
        peaks.add([:])
        #expect(peaks["blue"] == 2)
        #expect(peaks["green"] == 0)
    }

    @Test("HAProxy's statistics tell the requests of backends and servers")
    func statistics() {
        let report = UtilizationReport(
            statistics: """
                # pxname,svname,qcur,qmax,scur,smax,slim
                team:blue,blue-1,0,0,1,1,1
                team:blue,blue-2,1,1,1,1,1
                team:blue,BACKEND,3,4,6,7,200
                team:green,BACKEND,0,0,0,0,200
                peer.gateway-b,owner,0,0,5,5,
                peer.gateway-b,BACKEND,0,0,5,5,
                broken

                """,
            countingSeconds: 7
        )
        #expect(report.countingSeconds == 7)
        #expect(
            report.deployments == [
                "team/blue": UtilizationReport.Deployment(
                    requests: RequestCount(busy: 2, queued: 4),
                    pods: ["blue-1": 1, "blue-2": 1]
                ),
                "team/green": UtilizationReport.Deployment(),
            ]
        )
    }
}
