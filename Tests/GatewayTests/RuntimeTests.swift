import KubernetesClient
import ServingCore
import TestSupport
import Testing

@testable import Slipway

/// Changes while requests come in, with a real HAProxy.
@Suite(.serialized) struct RuntimeTests {
    private static let settings = "{scoringTimeoutMs: 5000, maxQueueWaitMs: 2000, maxConcurrentPerReplica: 2}"

    private static func cluster(
        percents: (blue: Int, green: Int) = (90, 10),
        blue: [String],
        green: [String],
        keys: [String] = ["first", "second"],
        more: String = ""
    ) throws -> GatewayCluster {
        let traffic = "[{deployment: blue, percent: \(percents.blue)}, {deployment: green, percent: \(percents.green)}]"
        return try GatewayCluster.example(
            GatewayCluster.service("mnist", "traffic: \(traffic)") + GatewayCluster.deployment("blue", settings)
                + GatewayCluster.deployment("green", settings) + more,
            replicas: ["blue": blue, "green": green],
            keys: ["mnist-keys": keys]
        )
    }

    @Test func requestsAreSharedOutByPercent() async throws {
        let (blue, green) = (try ScoringServer(), try ScoringServer())
        try await GatewayTrial.run(try Self.cluster(blue: [blue.address], green: [green.address])) { trial in
            try await trial.askManyTimes(20_000)
            // One point, which is more than four standard deviations.
            #expect((1800...2200).contains(green.count.total))

            try await trial.apply(try Self.cluster(percents: (0, 100), blue: [blue.address], green: [green.address]))
            blue.forget()
            try await trial.askManyTimes(100)
            #expect(blue.count.total == 0)
            let forced = try await trial.ask(headers: [("azureml-model-deployment", "blue")])
            #expect(forced.status == 200)
            #expect(blue.count.total == 1)
            #expect(await trial.proxy.loads == 1)
        }
    }

    @Test func aDeploymentWithoutReplicasGivesItsPartToTheDefaultOne() async throws {
        let (blue, green) = (try ScoringServer(), try ScoringServer())
        try await GatewayTrial.run(
            try Self.cluster(percents: (50, 50), blue: [blue.address], green: [green.address])
        ) { trial in
            try await trial.apply(try Self.cluster(percents: (50, 50), blue: [blue.address], green: []))
            green.forget()
            try await trial.askManyTimes(200)
            #expect(green.count.total == 0)
            #expect(await trial.proxy.loads == 1)
        }
    }

    @Test func aChangedKeyCountsAtOnceAndTheOtherOneAllTheTime() async throws {
        let server = try ScoringServer()
        try await GatewayTrial.run(try Self.cluster(blue: [server.address], green: [])) { trial in
            let steady = Task { try await trial.askManyTimes(400, key: "second") }
            for round in 0..<10 {
                try await trial.apply(
                    try Self.cluster(blue: [server.address], green: [], keys: ["new-\(round)\n", "second"])
                )
                #expect(try await trial.ask(key: "new-\(round)").status == 200)
                #expect(try await trial.ask(key: round == 0 ? "first" : "new-\(round - 1)").status == 401)
            }
            try await steady.value
            try await trial.apply(try Self.cluster(blue: [server.address], green: [], keys: []))
            #expect(try await trial.ask(key: "second").status == 401)
            #expect(await trial.proxy.loads == 1)
        }
    }

    @Test func replicasComeAndGoWithoutALostRequest() async throws {
        let servers = try (0..<5).map { _ in try ScoringServer() }
        let addresses = servers.map(\.address)
        try await GatewayTrial.run(try Self.cluster(blue: [addresses[0]], green: [])) { trial in
            let steady = Task { try await trial.askManyTimes(600, "/api/v1/service/mnist/score?ms=5") }
            async let long = trial.askTogether(1, "/api/v1/service/mnist/score?ms=1500")
            try await eventually("a long request is on its way") { servers[0].count.now > 0 ? true : nil }
            for count in [5, 1, 3, 1, 5] {
                try await trial.apply(try Self.cluster(blue: Array(addresses.suffix(count)), green: []))
                await trial.proxy.deleteRetired()
            }
            try await trial.apply(try Self.cluster(blue: [addresses[1]], green: []))
            // A request that HAProxy had sent before may still arrive.
            try await eventually("nothing comes to the one that is gone") {
                servers[0].forget()
                let answers = try await trial.askTogether(4, "/api/v1/service/mnist/score?ms=50")
                #expect(answers.allSatisfy { $0.status == 200 })
                return servers[0].count.total == 0 ? true : nil
            }
            #expect(try await long.first?.status == 200)
            try await steady.value
            // To a replica that comes while requests wait, HAProxy gives as many of these as it takes, and for an instant new
            // ones besides.
            #expect(servers.map(\.count.peak).max() ?? 0 <= 4)
            #expect(await trial.proxy.loads == 1)
        }
    }

    @Test func aNewDeploymentIsServedWithoutALostRequest() async throws {
        let server = try ScoringServer()
        try await GatewayTrial.run(try Self.cluster(blue: [server.address], green: [])) { trial in
            let steady = Task { try await trial.askManyTimes(1000) }
            for index in 0..<5 {
                let more =
                    GatewayCluster.service(
                        "new\(index)",
                        "traffic: [{deployment: new\(index)}], auth: {enabled: false}"
                    )
                    + GatewayCluster.deployment("new\(index)")
                var cluster = try Self.cluster(blue: [server.address], green: [], more: more)
                cluster.pods += try GatewayCluster.example("", replicas: ["new\(index)": [server.address]]).pods
                try await trial.apply(cluster)
                // The worker before answers what comes over a connection it has not closed yet.
                try await eventually("the new deployment is served") {
                    try await trial.ask("/api/v1/service/new\(index)/score", key: nil).status == 200 ? true : nil
                }
            }
            try await steady.value
            #expect(await trial.proxy.loads == 6)
        }
    }

    @Test(arguments: [20, 30, 40, 50, 60, 100]) func itIsToldToStopWhileItReads(milliseconds: Int) async throws {
        let cluster = try Self.cluster(blue: [], green: [])
        try await GatewayTrial.run(cluster) { trial in
            let load = Task {
                try await trial.haproxy.prepare(GatewayPlan(cluster), generation: 2)
                try await trial.haproxy.adopt(2)
            }
            try await Task.sleep(for: .milliseconds(milliseconds))
            load.cancel()
            trial.haproxy.stop()
            try await eventually("it ends", within: .seconds(5)) { trial.isOver.isUp ? true : nil }
            _ = await load.result
        }
    }

    @Test func whatHAProxyRefusesIsNotPutIntoForce() async throws {
        let server = try ScoringServer()
        try await GatewayTrial.run(try Self.cluster(blue: [server.address], green: [])) { trial in
            let strict = HAProxy(program: "false", settings: trial.settings, logger: trial.logger)
            let other = GatewayPlan(try Self.cluster(blue: [], green: []))
            await #expect(throws: HAProxy.Failure.self) { try await strict.prepare(other, generation: 2) }
            // A later reload of whatever is in force finds what was in force.
            try await trial.apply(
                try Self.cluster(blue: [server.address], green: [], more: GatewayCluster.deployment("unused"))
            )
            #expect(try await trial.ask().status == 200)
        }
    }
}

extension GatewayTrial {
    private struct WrongStatus: Error {
        let answer: Answer
    }

    /// Four clients at a time send `count` requests, each of which has to be answered 200.
    func askManyTimes(_ count: Int, _ path: String = "/api/v1/service/mnist/score", key: String = "first") async throws
    {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let transport = CurlTransport()
                    defer { transport.shutDown() }
                    for _ in 0..<(count / 4) {
                        let answer = try await ask(path, key: key, by: transport)
                        guard answer.status == 200 else { throw WrongStatus(answer: answer) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
