import ClusterTestSupport
import KubernetesCore
import TestSupport
import Testing

/// What users see of the local target, with the real scoring server and a real HAProxy. One after the other: each has
/// the machine to itself, and the first fills the cache.
@Suite(
    .enabled(if: LocalRun.binary != nil, "needs SLIPWAY_BINARY; run make test-local"),
    .serialized,
    .timeLimit(.minutes(10))
)
struct LocalTests {
    static let example = "\(LocalRun.root())/examples/sklearn-diabetes"
    static let data = #"{"data": [[1,2,3,4,5,6,7,8,9,10],[10,9,8,7,6,5,4,3,2,1]]}"#

    @Test("the example answers within 15 s once its packages are there, and Ctrl-C leaves nothing running")
    func example() async throws {
        try await LocalRun.run(["-f", Self.example]) { _ in }
        let start = ContinuousClock.now
        let isOver = Flag()
        let end = try await LocalRun.run(["-f", Self.example]) { run in
            let answer = try await run.client.ask(.init(service: "diabetes", body: Self.data))
            #expect(ContinuousClock.now - start < .seconds(15))
            #expect(answer.status == 200)
            let predictions = (try JSONValue(parsing: answer.body).array ?? []).compactMap(\.double)
            try #require(predictions.count == 2)
            #expect((5215.098...5215.298).contains(predictions[0]))
            #expect((3726.895...3727.095).contains(predictions[1]))

            let swagger = try await run.client.ask(.init(service: "diabetes", path: "/swagger.json", method: "GET"))
            #expect(try JSONValue(parsing: swagger.body)["info"]?["title"] == "diabetes")

            let command = try #require(run.text.split(separator: "\n").first { $0.hasPrefix("  curl ") })
            let printed = try await TestCluster.run("sh", ["-c", "\(command) --silent --fail"])
            #expect(try JSONValue(parsing: printed.utf8).array?.count == 1)
            #expect(run.text.contains("gateway | 200 POST diabetes/score"))
            #expect(run.text.contains("diabetes | "))
            #expect(LocalRun.processes(ofPort: run.port).count >= 4)
            isOver.raise()
        }
        #expect(isOver.isUp && end.isSuccess, "\(end.error)")
        let port = Int(end.output.firstMatch(of: #/127\.0\.0\.1:(\d+)\/api/#)?.output.1 ?? "") ?? 0
        #expect(LocalRun.processes(ofPort: port) == [])
    }

    @Test("clients get the codes of the table")
    func table() async throws {
        let folder = try TemporaryFolder()
        let manifests = try folder.write("table.yaml", EndpointTable.manifests)
        try await LocalRun.run(["-f", manifests]) { run in
            let client = run.client
            let mismatches = try await EndpointTable.mismatches { try await client.ask($0) }
            #expect(mismatches == [])
        }
    }

    @Test("several deployments share the requests of a service")
    func canary() async throws {
        let canary = "\(LocalRun.root())/examples/canary"
        try await LocalRun.run(["-f", Self.example, "-f", canary]) { run in
            for _ in 0..<60 {
                #expect(try await run.client.ask(.init(service: "diabetes", body: Self.data)).status == 200)
            }
            for name in ["diabetes", "diabetes-next"] {
                let header = (name: "azureml-model-deployment", value: name)
                let forced = try await run.client.ask(
                    .init(service: "diabetes", headers: [header], body: Self.data)
                )
                #expect(forced.status == 200)
            }
            try await eventually("both have had some") {
                let lines = run.text.split(separator: "\n").filter { $0.contains("POST diabetes/score") }
                let next = lines.filter { $0.contains("diabetes-next in") }.count
                return lines.count == 62 && (2..<30).contains(next) ? true : nil
            }
        }
    }

    @Test("without a gateway, a server has the port itself and asks for no key")
    func withoutGateway() async throws {
        let port = try LocalRun.freePort()
        let folder = try TemporaryFolder()
        let data = try folder.write("data.json", Self.data)
        let end = try await LocalRun.end(
            of: ["test", "-f", Self.example, "--data", data, "--no-gateway", "--port", "\(port)"]
        )
        #expect(end.isSuccess, "\(end.error)")
        #expect(try JSONValue(parsing: end.output.utf8).array?.count == 2)
    }

    @Test("what is served with TLS alone in a cluster, and a key with a line break behind it, are asked as they are")
    func withoutTLS() async throws {
        let folder = try TemporaryFolder()
        let manifests = try folder.write(
            "service.yaml",
            """
            apiVersion: serving.slipway.dev/v1alpha1
            kind: InferenceService
            metadata: {name: diabetes}
            spec:
              traffic: [{deployment: diabetes, percent: 100}]
              auth: {keysSecretRef: {name: own}}
              expose: {hosts: [diabetes.example.com], tlsSecretRef: {name: tls}, plainHTTP: Refuse}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: own}
            type: serving.slipway.dev/keys
            stringData: {primaryKey: "first\\n", secondaryKey: "second\\n"}
            """
        )
        let data = try folder.write("data.json", Self.data)
        let end = try await LocalRun.end(of: ["test", "-f", Self.example, "-f", manifests, "--data", data])
        #expect(end.isSuccess, "\(end.error)")
    }

    @Test("what changes starts anew without losing a request, and what is broken takes nothing away")
    func watch() async throws {
        let code = try TemporaryFolder()
        func script(_ result: String) -> String { "def init():\n    pass\ndef run(data):\n    return \(result)\n" }
        try code.write("score.py", script("1"))
        try await LocalRun.run(["-f", Self.example, "--watch", "--code", code.path]) { run in
            let ask = { try await run.client.ask(.init(service: "diabetes")) }
            #expect(try await ask().text == "1")
            try code.write("score.py", script("1 +"))
            try await eventually("the error is told", within: .seconds(60)) {
                _ = try await ask()
                return run.words.contains("SyntaxError: invalid syntax (score.py, line 4)") ? true : nil
            }
            #expect(try await ask().text == "1")
            try code.write("score.py", script("2"))
            try await eventually("the new one answers", within: .seconds(60)) {
                let answer = try await ask()
                #expect(answer.status == 200)
                return answer.text == "2" ? true : nil
            }
        }
    }
}
