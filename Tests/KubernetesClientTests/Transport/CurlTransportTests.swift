import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(3))) struct CurlTransportTests {
    private let transport = CurlTransport()

    private func text(_ response: HTTPResponse) async throws -> String {
        String(decoding: try await response.body.collected(limit: 1 << 20), as: UTF8.self)
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("A request reaches the server as it is", arguments: ["GET", "POST", "PUT", "PATCH", "DELETE"])
    func request(method: String) async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(200, "") }
        let body = method == "GET" ? nil : #"{"a":"é"}"#
        let request = HTTPRequest(
            method: method,
            url: server.url + "/apis/apps/v1/deployments?labelSelector=a%3Db",
            headers: [("Accept", "application/json"), ("User-Agent", "tests/1"), ("Content-Type", "application/json")],
            body: body.map(bytes)
        )
        _ = try await text(transport.send(request))
        let received = try #require(server.requests.first)
        #expect(received.line == "\(method) /apis/apps/v1/deployments?labelSelector=a%3Db HTTP/1.1")
        #expect(received.body == body ?? "")
        #expect(received.headers["accept"] == "application/json")
        #expect(received.headers["user-agent"] == "tests/1")
        #expect(received.headers["content-type"] == "application/json")
        #expect(received.headers["host"] == "127.0.0.1:\(server.port)")
    }

    @Test("Dots in a path are sent as they are", arguments: ["/api/v1/namespaces/a/pods/..", "/a/./b", "/a/../../b"])
    func dots(path: String) async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(200, "") }
        _ = try await transport.send(HTTPRequest(method: "GET", url: server.url + path))
        #expect(server.requests.first?.line == "GET \(path) HTTP/1.1")
    }

    @Test("A body of any size arrives without asking for permission first", arguments: [0, 1, 100_000, 3 << 20])
    func requestBody(size: Int) async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(200, "") }
        let body = String(repeating: "x", count: size)
        _ = try await text(transport.send(HTTPRequest(method: "PATCH", url: server.url, body: bytes(body))))
        #expect(server.requests.first?.body == body)
        #expect(server.requests.first?.headers["expect"] == nil)
    }

    @Test func `another name for the server changes neither where a request goes nor what it asks for`() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(200, "") }
        let tls = TLSConfiguration(serverName: "api.internal")
        _ = try await transport.send(HTTPRequest(method: "GET", url: server.url + "/version", tls: tls))
        let received = try #require(server.requests.first)
        #expect(received.line == "GET /version HTTP/1.1")
        #expect(received.headers["host"] == "127.0.0.1:\(server.port)")
    }

    @Test func `a request goes by way of the proxy that is named`() async throws {
        let proxy = try ScriptedServer { _ in ScriptedServer.response(200, "") }
        _ = try await transport.send(HTTPRequest(method: "GET", url: "http://cluster.invalid/api", proxyURL: proxy.url))
        #expect(proxy.requests.first?.line == "GET http://cluster.invalid/api HTTP/1.1")
    }

    @Test func `a whole response`() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(404, "gone", headers: ["Retry-After: 7"]) }
        let response = try await transport.send(HTTPRequest(method: "GET", url: server.url))
        #expect(response.head.status == 404)
        #expect(response.head.headers["retry-after"] == "7")
        #expect(response.head.headers["content-length"] == "4")
        #expect(try await text(response) == "gone")
    }

    @Test(
        "A body is read whatever ends it",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello",
            "HTTP/1.0 200 OK\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\nTrailer: x\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        ]
    )
    func framing(answer: String) async throws {
        let server = try ScriptedServer { _ in Array(answer.utf8) }
        let response = try await transport.send(HTTPRequest(method: "GET", url: server.url))
        #expect(response.head.status == 200)
        #expect(response.head.headers["link"] == nil && response.head.headers["trailer"] == nil)
        #expect(try await text(response) == "hello")
    }

    @Test(
        "A response may have no body",
        arguments: ["HTTP/1.1 204 No Content", "HTTP/1.1 200 OK\r\nContent-Length: 0"]
    )
    func noBody(head: String) async throws {
        let server = try ScriptedServer { _ in Array((head + "\r\n\r\n").utf8) }
        let response = try await transport.send(HTTPRequest(method: "GET", url: server.url))
        var pieces = response.body.makeAsyncIterator()
        #expect(try await pieces.next() == nil)
        #expect(try await pieces.next() == nil)
    }

    @Test func `a redirection is an answer like any other`() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(302, "", headers: ["Location: /other"]) }
        #expect(try await transport.send(HTTPRequest(method: "GET", url: server.url)).head.status == 302)
        #expect(server.requests.count == 1)
    }

    @Test func `a streamed body is read piece by piece, while the server waits for the reader`() async throws {
        let turnstile = try Turnstile()
        let server = try ScriptedServer { _, connection in
            connection.send(ScriptedServer.stream([]))
            for number in 0..<50 {
                turnstile.wait()
                connection.send(Array("piece \(number)\n".utf8))
            }
        }
        let response = try await transport.send(HTTPRequest(method: "GET", url: server.url))
        var pieces = response.body.makeAsyncIterator()
        for number in 0..<50 {
            turnstile.open()
            #expect(try await pieces.next() == bytes("piece \(number)\n"))
        }
        #expect(try await pieces.next() == nil)
    }

    @Test func `the head is there before the body`() async throws {
        let turnstile = try Turnstile()
        let server = try ScriptedServer { _, connection in
            connection.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n".utf8))
            turnstile.wait()
            connection.send(Array("ok".utf8))
        }
        let response = try await transport.send(HTTPRequest(method: "GET", url: server.url))
        turnstile.open()
        #expect(try await text(response) == "ok")
    }

    @Test func `a request does not wait until the response to another one has ended`() async throws {
        let turnstile = try Turnstile()
        let server = try ScriptedServer { request, connection in
            guard request.path == "/watch" else { return connection.send(ScriptedServer.response(200, "ok")) }
            turnstile.wait()
            connection.send(ScriptedServer.stream([]))
            connection.waitUntilClosed()
        }
        async let watch = transport.send(HTTPRequest(method: "GET", url: server.url + "/watch"))
        try await eventually("the first is asked") { server.requests.isEmpty ? nil : true }
        // libcurl has to decide without knowing whether the first connection can be shared.
        let other = try await transport.send(HTTPRequest(method: "GET", url: server.url, timeout: .seconds(20)))
        #expect(try await text(other) == "ok")
        turnstile.open()
        #expect(try await watch.head.status == 200)
    }

    @Test func `a connection is used again`() async throws {
        let connections = Mutex(0)
        let server = try ScriptedServer { first, connection in
            connections.withLock { $0 += 1 }
            var request: ScriptedServer.Request? = first
            while let asked = request {
                connection.send(
                    Array("HTTP/1.1 200 OK\r\nContent-Length: \(asked.path.utf8.count)\r\n\r\n\(asked.path)".utf8)
                )
                request = connection.nextRequest()
            }
        }
        for number in 0..<10 {
            let response = try await transport.send(HTTPRequest(method: "GET", url: server.url + "/\(number)"))
            #expect(try await text(response) == "/\(number)")
        }
        #expect(connections.withLock { $0 } == 1)
    }

    @Test func `100 requests in parallel each get their own answer`() async throws {
        let server = try ScriptedServer { request in ScriptedServer.response(200, String(request.path)) }
        let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<100 {
                group.addTask {
                    let request = HTTPRequest(method: "GET", url: server.url + "/\(number)", timeout: .seconds(30))
                    return (number, try await text(transport.send(request)))
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(answers.count == 100)
        for (number, answer) in answers { #expect(answer == "/\(number)") }
        #expect(server.requests.count == 100)
    }
}
