import KubernetesCore
import ServingCore
import TestSupport
import Testing

/// How HAProxy gets from one plan to the next.
struct GatewayUpdateTests {
    private static let before = ["blue": ["10.0.0.1"], "green": ["10.0.0.2"]]

    @Test func nothingToDo() throws {
        #expect(try update(to: plan()) == [])
    }

    @Test func aReplicaComesBeforeAnotherGoes() throws {
        #expect(
            try update(to: plan(replicas: ["blue": ["10.0.0.3"], "green": ["10.0.0.2"]])) == [
                "add server team:blue/blue-10003 ipv4@10.0.0.3:5001 maxconn 1", "enable server team:blue/blue-10003",
                "set server team:blue/blue-10001 state maint",
            ]
        )
    }

    @Test func theLastReplicaGivesItsPartToTheDefaultDeployment() throws {
        #expect(
            try update(to: plan(replicas: ["blue": ["10.0.0.1"]])) == [
                "set map paths.map /api/v1/service/mnist/score mnist|score|key|Allow|104857600|team:blue",
                "set map paths.map /api/v1/service/mnist/swagger.json mnist|swagger.json|key|Allow|104857600|team:blue",
                "set server team:green/green-10002 state maint",
            ]
        )
    }

    @Test func percentsAreOneCommandForEachPath() throws {
        let parts = "key|Allow|104857600|team:blue|team:green|60"
        #expect(
            try update(to: plan(percents: (40, 60))) == [
                "set map paths.map /api/v1/service/mnist/score mnist|score|\(parts)",
                "set map paths.map /api/v1/service/mnist/swagger.json mnist|swagger.json|\(parts)",
            ]
        )
    }

    @Test func moreSharesThanThereAreRulesForNeedAReload() throws {
        let more = deployment("red") + service("third", "traffic: [{deployment: red}]")
        let traffic = "[{deployment: blue}, {deployment: green, percent: 20}, {deployment: red, percent: 20}]"
        let (two, three) = (try plan(more: more), try plan(more: more + service("another", "traffic: \(traffic)")))
        #expect(GatewayUpdate(from: two, to: three) == .reload)
        #expect(GatewayUpdate(from: three, to: two) != .reload)
    }

    @Test func aNewKeyComesBeforeTheOldOneGoes() throws {
        let commands = try #require(try update(to: plan(keys: ["third", "second"])))
        #expect(commands.map { $0.split(separator: " ")[0] } == ["add", "del"])
        #expect(commands.allSatisfy { $0.split(separator: " ")[2] == "keys.map" })
        #expect(!commands.joined().contains("third"))
    }

    @Test func anEndpointOverKnownDeploymentsIsWholeBeforeItIsNamed() throws {
        let parts = "key|Allow|104857600|team:green"
        let commands = try update(to: plan(more: service("another", "traffic: [{deployment: green}]")))
        #expect(
            commands == [
                "add map deployments.map another/green team:green",
                "add map paths.map /api/v1/service/another/score another|score|\(parts)",
                "add map paths.map /api/v1/service/another/swagger.json another|swagger.json|\(parts)",
            ]
        )
        #expect(
            try update(from: plan(more: service("another", "traffic: [{deployment: green}]")), to: plan()) == [
                "del map paths.map /api/v1/service/another/score",
                "del map paths.map /api/v1/service/another/swagger.json", "del map deployments.map another/green",
            ]
        )
    }

    @Test func moreRequestsAtOnceNeedNoReload() throws {
        #expect(
            try update(to: plan(settings: "{maxConcurrentPerReplica: 3}")) == [
                "set maxconn server team:blue/blue-10001 3", "set maxconn server team:green/green-10002 3",
            ]
        )
    }

    @Test(
        arguments: ["{maxQueueWaitMs: 501}", "{scoringTimeoutMs: 59999}"]
    )
    func timesNeedAReload(settings: String) throws {
        #expect(try GatewayUpdate(from: plan(), to: plan(settings: settings)) == .reload)
    }

    @Test func aNewDeploymentNeedsAReload() throws {
        let more = service("another", "traffic: [{deployment: red}]") + deployment("red")
        #expect(try GatewayUpdate(from: plan(), to: plan(more: more)) == .reload)
        #expect(try GatewayUpdate(from: plan(more: more), to: plan()) == .reload)
    }

    @Test func aReplicaThatStillHasRequestsIsEnabledAgain() throws {
        let gone = try plan(replicas: ["green": ["10.0.0.2"]])
        let retired = try plan().servers(missingIn: gone)
        #expect(
            GatewayUpdate(from: gone, to: try plan(), retired: retired)
                == .commands(
                    retired.keys.flatMap { [.setMaxConcurrent($0, 1), .enableServer($0)] }
                )
        )
    }

    private func update(from old: GatewayPlan? = nil, to new: GatewayPlan) throws -> [String]? {
        switch GatewayUpdate(from: try old ?? plan(), to: new) {
        case .commands(let commands): commands.map(\.text)
        case .reload: nil
        }
    }

    private func plan(
        percents: (blue: Int, green: Int) = (90, 10),
        replicas: [String: [String]] = before,
        keys: [String] = ["first", "second"],
        settings: String = "{}",
        more: String = ""
    ) throws -> GatewayPlan {
        let traffic = "[{deployment: blue, percent: \(percents.blue)}, {deployment: green, percent: \(percents.green)}]"
        let manifests =
            service("mnist", "traffic: \(traffic)") + deployment("blue", settings) + deployment("green", settings)
            + more
        return GatewayPlan(try .example(manifests, replicas: replicas, keys: ["mnist-keys": keys]))
    }

    private func service(_ name: String, _ spec: String) -> String { GatewayCluster.service(name, spec) }

    private func deployment(_ name: String, _ settings: String = "{}") -> String {
        GatewayCluster.deployment(name, settings)
    }
}
