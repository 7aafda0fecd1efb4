import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

/// A server that sends `start` and then keeps the connection open; it notes when the client has hung up.
private final class OpenEndedServer: Sendable {
    private let noted: Noted
    let server: ScriptedServer

    private final class Noted: Sendable {
        let closed = Atomic(0)
    }

    init(sending start: [UInt8] = []) throws {
        let noted = Noted()
        self.noted = noted
        server = try ScriptedServer { _, connection in
            connection.send(start)
            connection.waitUntilClosed()
            noted.closed.add(1, ordering: .relaxed)
        }
    }

    var request: HTTPRequest { HTTPRequest(method: "GET", url: server.url) }

    func isAsked() async throws {
        try await eventually("a request arrives") { server.requests.isEmpty ? nil : true }
    }

    func isLeft(by count: Int = 1) async throws {
        try await eventually("\(count) connections are closed") {
            noted.closed.load(ordering: .relaxed) >= count ? true : nil
        }
    }
}

@Suite(.timeLimit(.minutes(3))) struct CurlTransportCancellationTests {
    private let transport = CurlTransport()
    private let oneByte = ScriptedServer.stream([1])

    @Test func `cancelling a task that waits for the head ends the exchange`() async throws {
        let open = try OpenEndedServer()
        let task = Task { try await transport.send(open.request).head }
        try await open.isAsked()
        task.cancel()
        await #expect(throws: TransportError.cancelled) { try await task.value }
        try await open.isLeft()
    }

    @Test func `cancelling a task that waits for the body ends the exchange`() async throws {
        let open = try OpenEndedServer(sending: oneByte)
        let hasRead = Atomic(false)
        let task = Task {
            var pieces = try await transport.send(open.request).body.makeAsyncIterator()
            _ = try await pieces.next()
            hasRead.store(true, ordering: .relaxed)
            return try await pieces.next()
        }
        try await eventually("the first piece is read") { hasRead.load(ordering: .relaxed) ? true : nil }
        task.cancel()
        await #expect(throws: TransportError.cancelled) { try await task.value }
        try await open.isLeft()
    }

    @Test func `a task that was cancelled before it sends gets no answer`() async throws {
        let open = try OpenEndedServer()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.send(open.request).head
        }
        await #expect(throws: TransportError.cancelled) { try await task.value }
    }

    @Test func `letting go of the body ends the exchange`() async throws {
        let open = try OpenEndedServer(sending: oneByte)
        _ = try await transport.send(open.request)
        try await open.isLeft()
    }

    @Test func `letting go of a body that is paused ends the exchange`() async throws {
        let open = try OpenEndedServer(sending: ScriptedServer.stream(repeatElement(1, count: 1 << 18)))
        do {
            var pieces = try await transport.send(open.request).body.makeAsyncIterator()
            #expect(try await pieces.next() != nil)
        }
        try await open.isLeft()
    }

    @Test func `an iterator holds the body`() async throws {
        let turnstile = try Turnstile()
        let server = try ScriptedServer { _, connection in
            connection.send(ScriptedServer.stream([]))
            turnstile.wait()
            connection.send([7])
        }
        var pieces = try await transport.send(HTTPRequest(method: "GET", url: server.url)).body.makeAsyncIterator()
        turnstile.open()
        #expect(try await pieces.next() == [7])
        #expect(try await pieces.next() == nil)
    }

    @Test("Cancelling at any moment ends the exchange once", arguments: 0..<20 as Range<UInt64>)
    func anyMoment(seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        let server = try ScriptedServer { _ in ScriptedServer.response(200, String(repeating: "x", count: 200_000)) }
        let pauses = (0..<20).map { _ in Int.random(in: 0...300, using: &generator) }
        await withTaskGroup(of: Void.self) { group in
            for pause in pauses {
                group.addTask {
                    let task = Task {
                        let response = try await transport.send(HTTPRequest(method: "GET", url: server.url))
                        return try await response.body.collected(limit: 1 << 20)
                    }
                    for _ in 0..<pause { await Task.yield() }
                    task.cancel()
                    switch await task.result {
                    case .success(let bytes): #expect(bytes.count == 200_000)
                    case .failure(let error): #expect(error as? TransportError == .cancelled)
                    }
                }
            }
        }
    }

    @Test func `closing the transport ends every exchange`() async throws {
        let open = try OpenEndedServer(sending: oneByte)
        var transport: CurlTransport? = CurlTransport()
        var bodies: [HTTPResponseBody.Iterator] = []
        for _ in 0..<5 {
            let response = try #require(await transport?.send(open.request))
            bodies.append(response.body.makeAsyncIterator())
        }
        for index in bodies.indices { #expect(try await bodies[index].next() == [1]) }
        transport = nil
        for index in bodies.indices {
            await #expect(throws: TransportError.closed) { try await bodies[index].next() }
        }
        try await open.isLeft(by: 5)
    }

    @Test func `a transport that is let go while a task waits in it answers that task first`() async throws {
        let turnstile = try Turnstile()
        let server = try ScriptedServer { _, connection in
            turnstile.wait()
            connection.send(ScriptedServer.response(200, ""))
        }
        let task = Task {
            let transport = CurlTransport()
            return try await transport.send(HTTPRequest(method: "GET", url: server.url)).head.status
        }
        try await eventually("a request arrives") { server.requests.isEmpty ? nil : true }
        turnstile.open()
        #expect(try await task.value == 200)
    }
}
