import KubernetesCore
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(3))) struct ClientRetryTests {
    private static let request = BuiltInTypes.pods.list()

    private func authorizations(_ transport: StubTransport) -> [String] {
        transport.requests.compactMap { $0.headers.first { $0.name == "Authorization" }?.value }
    }

    @Test func `refused credentials are renewed, and the request is sent again`() async throws {
        let transport = StubTransport(.response(401), .response(200, #"{"kind":"List"}"#))
        let credentials = ScriptedCredentials("old", "new")
        let answer = try await Client(transport, credentials: credentials).send(Self.request)
        #expect(answer.json == ["kind": "List"])
        #expect(authorizations(transport) == ["Bearer old", "Bearer new"])
        #expect(credentials.refused == [Credentials(authorization: "Bearer old")])
    }

    @Test func `a second refusal is final`() async throws {
        let transport = StubTransport(.response(401), .response(401), .response(200))
        let credentials = ScriptedCredentials("old", "new", "newer")
        let error = try await #require(throws: ClientError.self) {
            try await Client(transport, credentials: credentials).send(Self.request)
        }
        #expect(error.status?.code == 401)
        #expect(authorizations(transport) == ["Bearer old", "Bearer new"])
    }

    @Test func `a refusal is final where there are no other credentials`() async throws {
        let transport = StubTransport(.response(401), .response(200))
        let credentials = ScriptedCredentials("only")
        await #expect(throws: ClientError.self) {
            try await Client(transport, credentials: credentials).send(Self.request)
        }
        #expect(transport.requests.count == 1)
        #expect(credentials.refused.count == 1)
    }

    @Test("Nothing but 401 refuses credentials", arguments: [400, 403, 407, 500])
    func otherCodes(code: Int) async throws {
        let transport = StubTransport(.response(code), .response(200))
        let credentials = ScriptedCredentials("old", "new")
        await #expect(throws: ClientError.self) {
            try await Client(transport, credentials: credentials).send(Self.request)
        }
        #expect(transport.requests.count == 1)
        #expect(credentials.refused.isEmpty)
    }

    @Test func `a stream's credentials are renewed, too`() async throws {
        let transport = StubTransport(.response(401), .response(200, "ok"))
        let client = Client(transport, credentials: ScriptedCredentials("old", "new"))
        #expect(try await client.stream(Self.request).collected(limit: 10) == Array("ok".utf8))
        #expect(authorizations(transport) == ["Bearer old", "Bearer new"])
    }

    @Test("The server's wish for patience is granted", arguments: [(429, "1"), (503, "1"), (429, "0")])
    func retryAfter(code: Int, seconds: String) async throws {
        let transport = StubTransport(.response(code, headers: ["retry-after": seconds]), .response(200, "{}"))
        let start = ContinuousClock.now
        _ = try await Client(transport).send(Self.request)
        #expect(ContinuousClock.now - start >= .seconds(1))
        #expect(transport.requests.count == 2)
    }

    @Test func `patience has an end`() async throws {
        let busy = StubTransport.Answer.response(429, "busy", headers: ["retry-after": "1"])
        let transport = StubTransport(busy, busy, busy, busy, busy, busy, .response(200))
        let error = try await #require(throws: ClientError.self) { try await Client(transport).send(Self.request) }
        #expect(error.status == Status(code: 429, message: "busy"))
        #expect(transport.requests.count == 6)
    }

    @Test(
        "Without a number of seconds from the server, an error is final",
        arguments: [
            .response(429), .response(503), .response(503, headers: ["retry-after": "Fri, 31 Dec 1999 23:59:59 GMT"]),
            .response(500, headers: ["retry-after": "1"]), .response(404, headers: ["retry-after": "1"]),
        ] as [StubTransport.Answer]
    )
    func final(answer: StubTransport.Answer) async throws {
        let transport = StubTransport(answer, .response(200))
        await #expect(throws: ClientError.self) { try await Client(transport).send(Self.request) }
        #expect(transport.requests.count == 1)
    }

    @Test func `a failure of the network is not retried, as the server may have acted`() async throws {
        let transport = StubTransport(.failure(.failed("reset")), .response(200))
        await #expect(throws: ClientError.self) { try await Client(transport).send(Self.request) }
        #expect(transport.requests.count == 1)
    }

    @Test func `cancelling ends the wait`() async throws {
        let transport = StubTransport(.response(429, headers: ["retry-after": "30"]), .response(200))
        let task = Task { try await Client(transport).send(Self.request).json }
        try await eventually("it is asked to wait") { transport.requests.isEmpty ? nil : true }
        task.cancel()
        let error = try await #require(throws: ClientError.self) { try await task.value }
        guard case .transport(.cancelled) = error.cause else { return #expect(Bool(false), "\(error)") }
        #expect(transport.requests.count == 1)
    }

    @Test func `a task that is cancelled sends nothing more`() async throws {
        let transport = StubTransport(.response(200))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await Client(transport).send(Self.request).json
        }
        let error = try await #require(throws: ClientError.self) { try await task.value }
        guard case .transport(.cancelled) = error.cause else { return #expect(Bool(false), "\(error)") }
        #expect(transport.requests.isEmpty)
    }
}
