import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(3))) struct CurlTransportFailureTests {
    private let transport = CurlTransport()

    private func collect(_ url: String, timeout: Duration? = .seconds(30)) async throws -> [UInt8] {
        try await transport.send(HTTPRequest(method: "GET", url: url, timeout: timeout)).body.collected(limit: 1 << 20)
    }

    private func expectFailure(
        _ words: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () async throws -> some Sendable
    ) async {
        let error = await #expect(throws: TransportError.self, sourceLocation: sourceLocation) { _ = try await body() }
        guard case .failed(let problem)? = error else {
            return #expect(Bool(false), "\(String(describing: error))", sourceLocation: sourceLocation)
        }
        #expect(problem.contains(words), sourceLocation: sourceLocation)
    }

    @Test func `nobody listens`() async {
        await expectFailure("127.0.0.1 port 1") { try await collect("http://127.0.0.1:1/") }
    }

    @Test(
        "An address that is none",
        arguments: ["", "http://", "no address", "ftp://127.0.0.1/", "file:///etc/hostname"]
    )
    func address(url: String) async {
        await #expect(throws: TransportError.self) { try await collect(url) }
    }

    @Test func `the server closes before it answers`() async throws {
        let server = try ScriptedServer { _ in [] }
        await expectFailure("Empty reply") { try await collect(server.url) }
    }

    @Test("The server breaks off inside the head", arguments: ["HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Le"])
    func cutHead(answer: String) async throws {
        let server = try ScriptedServer { _ in Array(answer.utf8) }
        await #expect(throws: TransportError.self) { try await collect(server.url) }
    }

    @Test func `an answer that is not HTTP is refused`() async throws {
        let server = try ScriptedServer { _ in Array("SSH-2.0-OpenSSH_9.2\r\n".utf8) }
        await #expect(throws: TransportError.self) { try await collect(server.url) }
    }

    @Test(
        "A body that is cut gives what arrived, then the failure",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhel",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        ]
    )
    func cutBody(answer: String) async throws {
        let server = try ScriptedServer { _ in Array(answer.utf8) }
        let response = try await transport.send(HTTPRequest(method: "GET", url: server.url, timeout: .seconds(30)))
        var pieces = response.body.makeAsyncIterator()
        var text = ""
        let error = await #expect(throws: TransportError.self) {
            while let piece = try await pieces.next() { text += String(decoding: piece, as: UTF8.self) }
        }
        #expect(text == "hel")
        #expect(error != .timedOut)
        // The failure stays: nobody takes the part for the whole.
        await #expect(throws: error ?? .closed) { try await pieces.next() }
    }

    @Test func `a response beyond the reader's limit is refused`() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(200, "hello") }
        let request = HTTPRequest(method: "GET", url: server.url)
        #expect(try await transport.send(request).body.collected(limit: 5) == Array("hello".utf8))
        await expectFailure("larger than 4 bytes") {
            try await transport.send(request).body.collected(limit: 4)
        }
    }

    @Test("Time runs out for an answer", arguments: [Duration.zero, .microseconds(1), .milliseconds(100)])
    func headTimeout(timeout: Duration) async throws {
        let server = try ScriptedServer { _, connection in connection.waitUntilClosed() }
        await #expect(throws: TransportError.timedOut) { try await collect(server.url, timeout: timeout) }
    }

    @Test func `time runs out for a body`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhel".utf8))
            connection.waitUntilClosed()
        }
        let request = HTTPRequest(method: "GET", url: server.url, timeout: .seconds(2))
        var pieces = try await transport.send(request).body.makeAsyncIterator()
        #expect(try await pieces.next() == Array("hel".utf8))
        await #expect(throws: TransportError.timedOut) { try await pieces.next() }
    }

    @Test func `a failure leaves the transport as it was`() async throws {
        let server = try ScriptedServer { request in request.path == "/good" ? ScriptedServer.response(200, "") : [] }
        for _ in 0..<5 {
            await #expect(throws: TransportError.self) { try await collect(server.url + "/bad") }
            #expect(try await collect(server.url + "/good").isEmpty)
        }
    }
}
