import KubernetesCore
import Testing

@testable import KubernetesClient

@Suite struct ClientTests {
    private static let key = ObjectKey(namespace: "a", name: "main")

    private struct Pod: Decodable, Equatable {
        struct Metadata: Decodable, Equatable {
            let name: String
        }

        let metadata: Metadata
    }

    private func error(_ answer: StubTransport.Answer) async throws -> ClientError {
        try await #require(throws: ClientError.self) {
            try await Client(StubTransport(answer)).send(BuiltInTypes.pods.get(Self.key))
        }
    }

    @Test func `a request carries all that the configuration says`() async throws {
        let transport = StubTransport(.response(200, "{}"))
        let certificate = ClientCertificate(certificate: [1], key: [2])
        let configuration = ClusterConfiguration(
            server: "https://host:6443/prefix",
            tls: TLSConfiguration(certificateAuthority: [3], serverName: "api"),
            proxyURL: "http://proxy:3128",
            credentials: StaticCredentialProvider(
                Credentials(authorization: "Bearer t0ken", clientCertificate: certificate)
            )
        )
        let client = Client(configuration: configuration, transport: transport, userAgent: "slipway/1")
        let manager = FieldManager("m")
        _ = try await client.send(BuiltInTypes.pods.mergePatch(["a": 1], to: Self.key, fieldManager: manager))
        let request = try #require(transport.requests.first)
        #expect(request.method == "PATCH")
        #expect(request.url == "https://host:6443/prefix/api/v1/namespaces/a/pods/main?fieldManager=m")
        #expect(request.body == Array(#"{"a":1}"#.utf8))
        #expect(
            Dictionary(uniqueKeysWithValues: request.headers.map { ($0.name, $0.value) }) == [
                "Accept": "application/json", "User-Agent": "slipway/1", "Content-Type": "application/merge-patch+json",
                "Authorization": "Bearer t0ken",
            ]
        )
        #expect(request.tls == configuration.tls)
        #expect(request.clientCertificate == certificate)
        #expect(request.proxyURL == "http://proxy:3128")
        #expect(request.timeout == Client.requestTimeout)
    }

    @Test func `a stream has no time limit, and an anonymous reader no credentials`() async throws {
        let transport = StubTransport(.response(200))
        _ = try await Client(transport).stream(BuiltInTypes.pods.list())
        let request = try #require(transport.requests.first)
        #expect(request.timeout == nil)
        #expect(request.body == nil)
        #expect(request.headers.map(\.name) == ["Accept", "User-Agent"])
    }

    @Test func `an authority that comes with the credentials is the one that counts`() async throws {
        let transport = StubTransport(.response(200, "{}"))
        let configuration = ClusterConfiguration(
            server: "https://host",
            tls: TLSConfiguration(certificateAuthority: [1], serverName: "name"),
            credentials: StaticCredentialProvider(Credentials(certificateAuthority: [2]))
        )
        _ = try await Client(configuration: configuration, transport: transport, userAgent: "test")
            .send(BuiltInTypes.pods.list())
        #expect(transport.requests.first?.tls == TLSConfiguration(certificateAuthority: [2], serverName: "name"))
    }

    @Test("Only 201 says that an object was created", arguments: [(200, false), (201, true), (202, false)])
    func isCreated(status: Int, isCreated: Bool) async throws {
        let client = Client(StubTransport(.response(status, #"{"kind":"Pod"}"#)))
        let answer = try await client.send(BuiltInTypes.pods.get(Self.key))
        #expect(answer.isCreated == isCreated)
        #expect(answer.json == ["kind": "Pod"])
    }

    @Test func `an answer may be empty`() async throws {
        #expect(try await Client(StubTransport(.response(204))).send(BuiltInTypes.pods.get(Self.key)).json == .null)
    }

    @Test func `an object is decoded, without its managedFields`() async throws {
        let body = #"{"metadata":{"name":"main","managedFields":[{"manager":"x"}]}}"#
        let client = Client(StubTransport(.response(200, body), .response(200, body)))
        let pod: Pod = try await client.send(BuiltInTypes.pods.get(Self.key))
        #expect(pod.metadata.name == "main")
        #expect(try await client.send(BuiltInTypes.pods.get(Self.key)).json == ["metadata": ["name": "main"]])
    }

    @Test(
        "An answer that is not what it should be is refused with the place",
        arguments: [
            (#"{"kind":"#, "invalid JSON at byte 8"), (#"{"metadata":{"name":7}}"#, "metadata.name must be a string"),
            (#"{"metadata":{}}"#, "metadata.name is required"), ("<html>", "invalid JSON at byte 0"),
        ]
    )
    func malformed(body: String, problem: String) async throws {
        let error = try await #require(throws: ClientError.self) {
            let _: Pod = try await Client(StubTransport(.response(200, body))).send(BuiltInTypes.pods.get(Self.key))
        }
        guard case .malformed(let said) = error.cause else { return #expect(Bool(false), "\(error)") }
        #expect(said.contains(problem))
        #expect(error.description == "GET /api/v1/namespaces/a/pods/main: \(said)")
    }

    @Test func `the server's error comes whole`() async throws {
        let body = #"""
            {"kind":"Status","apiVersion":"v1","status":"Failure","message":"pods \"main\" is invalid","reason":"Invalid",
            "details":{"name":"main","kind":"pods","causes":[{"reason":"FieldValueRequired","message":"needed",
            "field":"spec.x"}]},"code":422}
            """#
        let error = try await error(.response(422, body))
        #expect(error.status == Status(code: 422, body: Array(body.utf8)))
        #expect(error.status?.details?.causes?.first?.reason == "FieldValueRequired")
        #expect(error.description == #"GET /api/v1/namespaces/a/pods/main: pods "main" is invalid (422 Invalid)"#)
        #expect(!error.isNotFound && !error.isConflict)
    }

    @Test(
        "What callers ask for most",
        arguments: [
            (404, "NotFound", true, false), (409, "Conflict", false, true), (409, "AlreadyExists", false, false),
            (500, "InternalError", false, false),
        ]
    )
    func shortcuts(code: Int, reason: String, isNotFound: Bool, isConflict: Bool) async throws {
        let error = try await error(.response(code, #"{"kind":"Status","reason":"\#(reason)","code":\#(code)}"#))
        #expect(error.isNotFound == isNotFound)
        #expect(error.isConflict == isConflict)
    }

    @Test("A proxy's error is an error, too", arguments: [302, 400, 502])
    func otherBody(code: Int) async throws {
        #expect(try await error(.response(code, "go away\n")).status == Status(code: code, message: "go away"))
    }

    @Test func `an error that is too long to read is told by its code`() async throws {
        let error = try await error(.response(500, String(repeating: "x", count: 2 << 20)))
        let problem = "the response is larger than 1048576 bytes"
        #expect(error.status == Status(code: 500, message: "HTTP status 500, whose body cannot be read: \(problem)"))
    }

    @Test("An error that breaks off is told by its code", arguments: [TransportError.timedOut, .failed("reset")])
    func cutError(failure: TransportError) async throws {
        let status = try await error(.cut(404, failure)).status
        #expect(status == Status(code: 404, message: "HTTP status 404, whose body cannot be read: \(failure)"))
    }

    @Test func `whoever is cancelled while an error comes is told that`() async throws {
        let error = try await error(.cut(404, .cancelled))
        guard case .transport(.cancelled) = error.cause else { return #expect(Bool(false), "\(error)") }
    }

    @Test("The network's failure is passed on", arguments: [TransportError.timedOut, .closed, .failed("reset")])
    func transport(failure: TransportError) async throws {
        let error = try await error(.failure(failure))
        guard case .transport(let cause) = error.cause else { return #expect(Bool(false), "\(error)") }
        #expect(cause == failure)
        #expect(error.status == nil)
    }

    @Test func `without credentials nothing is sent`() async throws {
        let transport = StubTransport()
        let error = try await #require(throws: ClientError.self) {
            try await Client(transport, credentials: ScriptedCredentials()).send(BuiltInTypes.pods.get(Self.key))
        }
        #expect(error.description == #"GET /api/v1/namespaces/a/pods/main: user "u": the plugin failed"#)
        #expect(transport.requests.isEmpty)
    }

    @Test(
        "An error's text has no secret: neither query nor body nor credentials",
        arguments: [
            .response(200, "no JSON"), .response(403, #"{"kind":"Status","code":403}"#), .failure(.timedOut),
            .failure(.failed("Connection refused")),
        ] as [StubTransport.Answer]
    )
    func noSecrets(answer: StubTransport.Answer) async throws {
        var request = BuiltInTypes.configMaps.create(
            ["data": ["key": "s3cret"]],
            in: "a",
            fieldManager: .init("s3cret")
        )
        request.add("labelSelector", "x=s3cret")
        let client = Client(StubTransport(answer), credentials: ScriptedCredentials("s3cret"))
        let error = try await #require(throws: ClientError.self) { try await client.send(request) }
        var dumped = ""
        dump(error, to: &dumped)
        for text in [error.description, "\(error)", dumped] { #expect(!text.contains("s3cret")) }
        #expect(error.request == "POST /api/v1/namespaces/a/configmaps")
    }
}
