import Glibc
import KubernetesCore
import ServingCore
import TestSupport
import Testing

@testable import Slipway

/// Two gateways, with a real HAProxy each: one of them has the queue of a deployment.
@Suite(.serialized) struct QueueOwnerTests {
    @Test func theLimitHoldsHoweverManyGatewaysThereAre() async throws {
        let servers = [try ScoringServer(), try ScoringServer()]
        try await Self.withTwoGateways(servers) { first, second in
            async let left = first.askTogether(4, "/api/v1/service/mnist/score?ms=200")
            async let right = second.askTogether(4, "/api/v1/service/mnist/score?ms=200")
            let answers = try await left + right
            #expect(answers.filter { $0.status == 200 }.count == 8)
            #expect(servers.map(\.count.peak) == [1, 1])
            #expect(try await second.ask(key: "wrong").status == 401)
            for gateway in [first, second] {
                let slow = try await within(1000...1200, \.milliseconds) {
                    try await gateway.ask("/api/v1/service/mnist/score?ms=3000")
                }
                #expect(slow.status == 504)
            }
            let named = try await second.ask(headers: [("x-ms-request-id", "mine")])
            #expect(named.headers["x-ms-request-id"] == "mine")
        }
    }

    @Test func anotherOneTakesTheQueueWhenItsOwnerIsGone() async throws {
        let servers = [try ScoringServer(), try ScoringServer()]
        try await within(0...500, { $0 }) {
            var slowest = 0
            try await Self.withTwoGateways(servers) { first, second in
                let info = try await first.haproxy.admin.ask("show info")
                let worker = try required(
                    info.split(separator: "\n").first { $0.hasPrefix("Pid: ") }.flatMap { Int32($0.dropFirst(5)) }
                )
                kill(worker, SIGKILL)
                let start = ContinuousClock.now
                // What the owner had taken already is lost with it.
                try await eventually("the other one answers") { try await second.ask().status == 200 ? true : nil }
                slowest = (ContinuousClock.now - start).milliseconds
                for _ in 0..<50 {
                    let answer = try await second.ask()
                    #expect(answer.status == 200)
                    slowest = max(slowest, answer.milliseconds)
                }
            }
            return slowest
        }
    }

    @Test(arguments: [0, 1])
    func oneThatIsToldToStopEndsHoweverMuchItIsAsked(stopped: Int) async throws {
        let servers = [try ScoringServer(), try ScoringServer()]
        try await Self.withTwoGateways(servers) { first, second in
            let load = Task {
                while !Task.isCancelled { _ = try? await second.askTogether(1, "/api/v1/service/mnist/score?ms=20") }
            }
            defer { load.cancel() }
            try await Task.sleep(for: .seconds(1))
            let gateway = [first, second][stopped]
            gateway.haproxy.stop()
            try await eventually("it ends", within: .seconds(5)) { gateway.isOver.isUp ? true : nil }
        }
    }

    @Test func whatTheOwnerDoesNotKnowYetGoesToWhatItKnows() async throws {
        let servers = [try ScoringServer(), try ScoringServer()]
        let canary = try GatewayCluster.example(
            GatewayCluster.service("mnist", "traffic: [{deployment: blue}, {deployment: green, percent: 100}]")
                + GatewayCluster.deployment() + GatewayCluster.deployment("green"),
            replicas: ["blue": [servers[0].address], "green": [servers[1].address]]
        )
        try await Self.withTwoGateways(servers, second: canary) { _, second in
            for _ in 0..<10 { #expect(try await second.ask().status == 200) }
            #expect(servers.map(\.count.total) == [10, 0])
            let asked = try await second.ask(headers: [
                ("azureml-model-deployment", "green"), ("x-slipway-by-chance", "1"),
            ])
            #expect(asked.body == "Service mnist has no such deployment", "nobody gets another one than he asks for")
        }
    }

    @Test func theTimeInTheOwnersQueueIsTold() async throws {
        let servers = [try ScoringServer()]
        try await Self.withTwoGateways(servers) { first, second in
            async let busy = first.askTogether(1, "/api/v1/service/mnist/score?ms=900")
            try await eventually("the replica is busy") { servers[0].count.now == 1 ? true : nil }
            let late = try await second.ask()
            #expect(late.status == 200)
            #expect(late.headers["x-slipway-owner"] == nil)
            #expect(try await busy.first?.headers["x-slipway-owner"] == nil)
            let owner = try await second.log.first["owner"]
            let waited = try #require(owner?["queueMs"]?.integer)
            #expect((300...1000).contains(waited))
            #expect(owner?["replica"]?.string?.hasPrefix("blue-127") == true)
            #expect(second.queueSeconds > 0.3 && second.queueSeconds < 1)
            #expect(try await first.log.first["queueMs"]?.integer ?? 9 < 100)
            #expect(first.queueSeconds < 0.1)
        }
    }

    @Test func aWaitThatTheOwnerFindsTooLongIsTold() async throws {
        let servers = [try ScoringServer()]
        try await Self.withTwoGateways(servers, queueWait: 300) { first, second in
            async let busy = first.askTogether(1, "/api/v1/service/mnist/score?ms=900")
            try await eventually("the replica is busy") { servers[0].count.now == 1 ? true : nil }
            #expect(try await second.ask().status == 503)
            let owner = try await second.log.first["owner"]
            #expect(try #require(owner?["queueMs"]?.integer) >= 300)
            #expect(owner?["replica"] == "<NOSRV>")
            #expect(try await busy.first?.status == 200)
        }
    }

    @Test func aWaitWhoseClientHasGoneIsUnknown() async throws {
        let servers = [try ScoringServer()]
        try await Self.withTwoGateways(servers) { first, second in
            async let busy = first.askTogether(1, "/api/v1/service/mnist/score?ms=900")
            try await eventually("the replica is busy") { servers[0].count.now == 1 ? true : nil }
            let impatient = Task { try await second.askTogether(1, "/api/v1/service/mnist/score") }
            try await eventually("it waits") {
                try await first.haproxy.admin.ask("show stat").contains("team:blue,BACKEND,1,") ? true : nil
            }
            impatient.cancel()
            #expect(try await second.log.first["owner"]?["queueMs"] == -1)
            #expect(second.queueSeconds == 0)
            #expect(try await busy.first?.status == 200)
        }
    }

    /// The first has the queues, the second passes requests on to it.
    ///
    /// - Parameters:
    ///   - differing: what the second knows; nil: what the first does.
    ///   - queueWait: in milliseconds.
    private static func withTwoGateways(
        _ servers: [ScoringServer],
        second differing: GatewayCluster? = nil,
        queueWait: Int = 4000,
        _ body: (GatewayTrial, GatewayTrial) async throws -> Void
    ) async throws {
        let manifests =
            GatewayCluster.service()
            + GatewayCluster.deployment(
                "blue",
                "{scoringTimeoutMs: 1000, maxQueueWaitMs: \(queueWait), maxConcurrentPerReplica: 1}"
            )
        let replicas = differing == nil ? servers : Array(servers.prefix(1))
        let cluster = try GatewayCluster.example(manifests, replicas: ["blue": replicas.map(\.address)])
        try await GatewayTrial.run(cluster) { first in
            try await GatewayTrial.run(cluster, at: "127.0.0.2", peerPort: first.settings.peerPort) { second in
                var plan = GatewayPlan(differing ?? cluster)
                let name = try required(ProxyWord("first"))
                plan.peers = [name: try required(ReplicaAddress("127.0.0.1"))]
                plan.owners = ["team:blue": [name], "team:green": [name]]
                try await second.proxy.apply(plan)
                // The first check of the peer takes a moment.
                try await eventually("the peer is there") {
                    try await second.haproxy.admin.ask("show servers state alive.first").contains(" 2 0 ") ? true : nil
                }
                try await body(first, second)
            }
        }
    }
}
