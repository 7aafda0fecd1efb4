import Glibc
import TestSupport
import Testing

@testable import KubernetesClient

/// Connections that stay open and on which nothing moves.
@Suite(.timeLimit(.minutes(3))) struct CurlTransportStallTests {
    private let transport = CurlTransport()

    /// Accepts everything and answers nothing.
    private let silent = { () throws in try ScriptedServer { _, connection in connection.waitUntilClosed() } }

    private static let head = ScriptedServer.stream([])

    @Test func `a head that does not come in time is not waited for`() async throws {
        let server = try silent()
        let request = HTTPRequest(method: "GET", url: server.url, headTimeout: .milliseconds(50))
        await #expect(throws: TransportError.timedOut) { _ = try await transport.send(request) }
    }

    @Test func `a head in time is enough, however long the body takes`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.send(Self.head)
            usleep(3_100_000)
            connection.send([7])
        }
        let request = HTTPRequest(method: "GET", url: server.url, headTimeout: .seconds(3))
        let response = try await transport.send(request)
        #expect(try await response.body.collected(limit: 10) == [7])
    }

    @Test func `a body of which nothing comes any more is given up`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.send(Self.head + [7])
            connection.waitUntilClosed()
        }
        let request = HTTPRequest(method: "GET", url: server.url, idleTimeout: .seconds(3))
        var pieces = try await transport.send(request).body.makeAsyncIterator()
        #expect(try await pieces.next() == [7])
        await #expect(throws: TransportError.timedOut) { _ = try await pieces.next() }
    }

    @Test func `a request without an answer, while all others are silent too, ends them`() async throws {
        let watched = try ScriptedServer { _, connection in
            connection.send(Self.head)
            connection.waitUntilClosed()
        }
        let watch = try await transport.send(HTTPRequest(method: "GET", url: watched.url))
        let server = try silent()
        let request = HTTPRequest(method: "GET", url: server.url, headTimeout: .milliseconds(50))
        await #expect(throws: TransportError.timedOut) { _ = try await transport.send(request) }
        await #expect(throws: TransportError.failed("the connection has stalled")) {
            _ = try await watch.body.collected(limit: 10)
        }
        // And what comes next is served.
        let next = try ScriptedServer { _ in ScriptedServer.response(200, "ok") }
        let response = try await transport.send(HTTPRequest(method: "GET", url: next.url))
        #expect(try await response.body.collected(limit: 10) == Array("ok".utf8))
    }

    @Test func `while others get answers, one without leaves them alone`() async throws {
        let turnstile = try Turnstile()
        let watched = try ScriptedServer { _, connection in
            connection.send(Self.head)
            turnstile.wait()
            connection.send([7])
            turnstile.wait()
            connection.send([8])
        }
        var watch = try await transport.send(HTTPRequest(method: "GET", url: watched.url)).body.makeAsyncIterator()
        // The request itself makes the watch go on: this task may run again only after the time is up.
        let server = try ScriptedServer { _, connection in
            turnstile.open()
            connection.waitUntilClosed()
        }
        let request = HTTPRequest(method: "GET", url: server.url, headTimeout: .seconds(3))
        await #expect(throws: TransportError.timedOut) { _ = try await transport.send(request) }
        #expect(try await watch.next() == [7])
        turnstile.open()
        #expect(try await watch.next() == [8])
        #expect(try await watch.next() == nil)
    }
}
