import KubernetesClient
import KubernetesCore
import ServingCore
import TestSupport
import Testing

/// A request, and what has to come of it. Times in milliseconds.
struct AnswerCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var path = "/api/v1/service/mnist/score"
    var method = "POST"
    var key: String? = "first"
    var headers: [(name: String, value: String)] = []
    var body = "{}"
    let status: Int
    var text: String?
    var header: (name: String, value: String)?
    var milliseconds = 0...400
}

/// What clients see, with a real HAProxy.
@Suite(.serialized) struct SemanticsTests {
    static let cases: [AnswerCase] = [
        AnswerCase(testDescription: "scored", status: 200, text: #"{"size": 2}"#),
        AnswerCase(testDescription: "GET", method: "GET", status: 200),
        AnswerCase(testDescription: "the second key", key: "second", status: 200),
        AnswerCase(
            testDescription: "scheme in lower case",
            key: nil,
            headers: [("authorization", "bearer first")],
            status: 200
        ),
        AnswerCase(
            testDescription: "no key",
            key: nil,
            status: 401,
            text: "Service mnist needs one of its keys, as Authorization: Bearer KEY",
            header: ("www-authenticate", "Bearer")
        ),
        AnswerCase(testDescription: "wrong key", key: "third", status: 401),
        AnswerCase(testDescription: "empty key", key: "", status: 401),
        AnswerCase(testDescription: "another service's key", key: "other", status: 401),
        AnswerCase(
            testDescription: "the digest of the key",
            key: "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e",
            status: 401
        ),
        AnswerCase(
            testDescription: "key in another scheme",
            key: nil,
            headers: [("authorization", "Basic first")],
            status: 401
        ),
        AnswerCase(testDescription: "bare key", key: nil, headers: [("authorization", "first")], status: 401),
        AnswerCase(testDescription: "no key needed", path: "/api/v1/service/open/score", key: nil, status: 200),
        AnswerCase(
            testDescription: "host of its own",
            path: "/score",
            headers: [("host", "MNIST.example.com:80")],
            status: 200
        ),
        AnswerCase(testDescription: "unknown host", path: "/score", status: 404, text: "Nothing is served there"),
        AnswerCase(
            testDescription: "unknown service",
            path: "/api/v1/service/none/score",
            status: 404,
            text: "There is no service none"
        ),
        AnswerCase(testDescription: "unknown path", path: "/api/v1/service/mnist/score/", status: 404),
        AnswerCase(testDescription: "path that leaves", path: "/api/v1/service/mnist/../score", status: 404),
        AnswerCase(
            testDescription: "PUT",
            method: "PUT",
            status: 405,
            text: "Service mnist takes GET and POST only",
            header: ("allow", "GET, POST")
        ),
        AnswerCase(testDescription: "OPTIONS", method: "OPTIONS", status: 405),
        AnswerCase(
            testDescription: "too large",
            body: String(repeating: "a", count: 1001),
            status: 413,
            text: "The request for service mnist is larger than 1000 bytes"
        ),
        AnswerCase(
            testDescription: "as large as may be",
            body: String(repeating: "a", count: 1000),
            status: 200,
            text: #"{"size": 1000}"#
        ),
        AnswerCase(
            testDescription: "500 of the replica",
            path: "/api/v1/service/mnist/score?code=500",
            status: 502,
            text: #"{"size": 2}"#
        ),
        AnswerCase(testDescription: "400 of the replica", path: "/api/v1/service/mnist/score?code=400", status: 400),
        AnswerCase(
            testDescription: "replica that breaks off",
            path: "/api/v1/service/mnist/score?drop=1",
            status: 502,
            text: "Replica closed connection before replying"
        ),
        AnswerCase(
            testDescription: "replica that refuses connections",
            path: "/api/v1/service/refusing/score",
            status: 502,
            milliseconds: 0...1500
        ),
        AnswerCase(
            testDescription: "no replica",
            path: "/api/v1/service/empty/score",
            status: 503,
            text: "No ready replicas for service empty"
        ),
        AnswerCase(
            testDescription: "missing deployment",
            path: "/api/v1/service/missing/score",
            status: 503,
            text: "No ready replicas for service missing"
        ),
        AnswerCase(testDescription: "forced deployment", headers: [("azureml-model-deployment", "blue")], status: 200),
        AnswerCase(
            testDescription: "deployment of another service",
            headers: [("azureml-model-deployment", "dead")],
            status: 404,
            text: "Service mnist has no such deployment"
        ),
        AnswerCase(
            testDescription: "forced deployment without replicas",
            path: "/api/v1/service/empty/score",
            headers: [("azureml-model-deployment", "none")],
            status: 503
        ),
        AnswerCase(
            testDescription: "too slow",
            path: "/api/v1/service/mnist/score?ms=3000",
            status: 504,
            text: "Service mnist took longer than its scoring timeout",
            milliseconds: 1000...1200
        ),
        AnswerCase(
            testDescription: "timeout of the scoring server",
            path: "/api/v1/service/mnist/score?ms=1000&code=500",
            status: 504,
            milliseconds: 1000...1200
        ),
    ]

    @Test func answers() async throws {
        let (server, gone) = (try ScoringServer(), try ScoringServer())
        gone.stop()
        let open = "traffic: [{deployment: blue, percent: 100}], auth: {enabled: false}"
        let manifests =
            GatewayCluster.service(
                "mnist",
                "traffic: [{deployment: blue, percent: 100}], limits: {maxRequestBytes: 1000}, expose: {hosts: [mnist.example.com]}"
            )
            + GatewayCluster.service("open", open)
            + GatewayCluster.service("refusing", open.replacing("blue", with: "dead"))
            + GatewayCluster.service("empty", open.replacing("blue", with: "none"))
            + GatewayCluster.service("missing", open.replacing("blue", with: "absent"))
            + GatewayCluster.service("other")
            + GatewayCluster.deployment() + GatewayCluster.deployment("dead") + GatewayCluster.deployment("none")
        let cluster = try GatewayCluster.example(
            manifests,
            replicas: ["blue": [server.address], "dead": [gone.address]],
            keys: ["mnist-keys": ["first", "second"], "other-keys": ["other", "another"]]
        )
        try await GatewayTrial.run(cluster) { trial in
            for expected in Self.cases {
                let name = Comment(rawValue: expected.testDescription)
                let answer = try await within(expected.milliseconds, \.milliseconds, name) {
                    try await trial.ask(
                        expected.path,
                        method: expected.method,
                        key: expected.key,
                        headers: expected.headers,
                        body: expected.body
                    )
                }
                #expect(answer.status == expected.status, name)
                #expect(answer.headers["x-ms-request-id"]?.isEmpty == false, name)
                if let text = expected.text { #expect(answer.body == text, name) }
                if let header = expected.header { #expect(answer.headers[header.name] == header.value, name) }
            }
            #expect(server.count.peak == 1)
        }
    }

    @Test func requestsCarryTheirIdentifierAndNoKey() async throws {
        let server = try ScoringServer()
        let cluster = try GatewayCluster.example(
            GatewayCluster.service() + GatewayCluster.deployment(),
            replicas: ["blue": [server.address]]
        )
        try await GatewayTrial.run(cluster) { trial in
            let named = try await trial.ask(headers: [("x-ms-request-id", "of-the-client.1")])
            #expect(named.headers["x-ms-request-id"] == "of-the-client.1")
            #expect(server.count.head.first == "POST /score HTTP/1.1")
            let lines = server.count.head.map { $0.lowercased() }
            #expect(lines.contains("x-ms-request-id: of-the-client.1"))
            #expect(!lines.contains { $0.hasPrefix("authorization") || $0.contains("first") })
            let bad = try await trial.ask(headers: [("x-ms-request-id", "\"><script>")])
            #expect(bad.headers["x-ms-request-id"]?.count == 36)
        }
    }

    @Test(
        "of several identifiers it is the one in use that is looked at",
        arguments: [
            (["good", #"""#], nil), ([#"good,""#], nil), ([#"""#, "good"], "good"), (["good", "better"], "better"),
        ] as [([String], String?)]
    )
    func severalIdentifiers(sent: [String], used: String?) async throws {
        let server = try ScoringServer()
        let cluster = try GatewayCluster.example(
            GatewayCluster.service() + GatewayCluster.deployment(),
            replicas: ["blue": [server.address]]
        )
        try await GatewayTrial.run(cluster) { trial in
            let answer = try await trial.ask(headers: sent.map { ("x-ms-request-id", $0) })
            let identifier = try #require(answer.headers["x-ms-request-id"])
            if let used { #expect(identifier == used) } else { #expect(identifier.count == 36) }
            let received = server.count.head.filter { $0.lowercased().hasPrefix("x-ms-request-id:") }
            #expect(received.map { $0.lowercased() } == ["x-ms-request-id: \(identifier)"])
            // Its line in the log could be read.
            #expect(try await trial.log.first["requestId"]?.string == identifier)
        }
    }

    @Test func aRequestWaitsAsLongAsItMay() async throws {
        let server = try ScoringServer()
        let cluster = try GatewayCluster.example(
            GatewayCluster.service()
                + GatewayCluster.deployment(
                    "blue",
                    "{scoringTimeoutMs: 3000, maxQueueWaitMs: 500, maxConcurrentPerReplica: 1}"
                ),
            replicas: ["blue": [server.address]]
        )
        try await GatewayTrial.run(cluster) { trial in
            try await within(500...650, \GatewayTrial.Answer.milliseconds) {
                async let busy = trial.askTogether(1, "/api/v1/service/mnist/score?ms=1500")
                try await eventually("the replica is busy") { server.count.now == 1 ? true : nil }
                let late = try await trial.ask()
                #expect(late.status == 503)
                #expect(late.body == "Too many requests for service mnist (overloaded)")
                #expect(try await busy.first?.status == 200)
                return late
            }
            #expect(try await trial.ask().status == 200)
        }
    }

    @Test func noReplicaGetsMoreThanItsLimitAndAnyFreeOneTakesTheNext() async throws {
        let servers = [try ScoringServer(), try ScoringServer()]
        let cluster = try GatewayCluster.example(
            GatewayCluster.service()
                + GatewayCluster.deployment(
                    "blue",
                    "{scoringTimeoutMs: 5000, maxQueueWaitMs: 5000, maxConcurrentPerReplica: 2}"
                ),
            replicas: ["blue": servers.map(\.address)]
        )
        try await GatewayTrial.run(cluster) { trial in
            // Three rounds of four.
            try await within(600...900, { (answers: [GatewayTrial.Answer]) in answers.map(\.milliseconds).max() ?? 0 })
            {
                for server in servers { server.forget() }
                let answers = try await trial.askTogether(12, "/api/v1/service/mnist/score?ms=200")
                #expect(answers.allSatisfy { $0.status == 200 })
                #expect(servers.map(\.count.peak) == [2, 2])
                #expect(servers.map(\.count.total) == [6, 6])
                return answers
            }
        }
    }

    @Test func aClientThatGoesFreesItsPlace() async throws {
        let server = try ScoringServer()
        let cluster = try GatewayCluster.example(
            GatewayCluster.service() + GatewayCluster.deployment(),
            replicas: ["blue": [server.address]]
        )
        try await GatewayTrial.run(cluster) { trial in
            try await within(0...300, \GatewayTrial.Answer.milliseconds) {
                server.forget()
                let left = Task { try await trial.ask("/api/v1/service/mnist/score?ms=900") }
                try await eventually("the replica is busy") { server.count.now == 1 ? true : nil }
                left.cancel()
                let next = try await trial.ask()
                #expect(next.status == 200)
                try await eventually("the replica has seen it go") { server.count.abandoned == 1 ? true : nil }
                return next
            }
        }
    }

    @Test func aConnectionOutlivesATimeout() async throws {
        let server = try ScoringServer()
        let cluster = try GatewayCluster.example(
            GatewayCluster.service() + GatewayCluster.deployment(),
            replicas: ["blue": [server.address]]
        )
        try await GatewayTrial.run(cluster) { trial in
            let url = "http://127.0.0.1:\(trial.settings.httpPort)/api/v1/service/mnist/score"
            // Both on one connection, if the gateway lets it; curl says how many it has made.
            let output = try await curl(["-H", "Authorization: Bearer first", "\(url)?ms=3000", url])
            #expect(output == "504 1\n200 0\n")
        }
    }
}

/// Status, and number of connections made, of each request.
func curl(_ arguments: [String]) async throws -> String {
    let format = #"%{stderr}%{http_code} %{num_connects}\n"#
    return try await run("curl", ["-s", "-w", format] + arguments).error
}
