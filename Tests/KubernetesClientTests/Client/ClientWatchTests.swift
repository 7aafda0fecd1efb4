import KubernetesCore
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(3))) struct ClientWatchTests {
    private static let request = BuiltInTypes.pods.watch(from: "1", timeoutSeconds: 300)
    private static let bookmark = #"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"2"}}}"# + "\n"

    private static func line(_ type: String, _ name: String) -> String {
        #"{"type":"\#(type)","object":{"metadata":{"name":"\#(name)"}}}"# + "\n"
    }

    private static func object(_ name: String) -> JSONValue { ["metadata": ["name": .string(name)]] }

    /// A response's body that a test fills as libcurl's thread would.
    private func open() -> (Transfer, StubTransport) {
        let commands = CurlCommandQueue()
        // Nobody takes what is pushed.
        commands.close()
        let transfer = Transfer(HTTPRequest(method: "GET", url: "https://cluster"), commands: commands)
        transfer.receive(headerLine: "HTTP/1.1 200 OK")
        transfer.receive(headerLine: "")
        return (transfer, StubTransport(.stream(HTTPResponseBody(transfer))))
    }

    @Test func `events are the same wherever the stream is cut, and end with it`() async throws {
        let rest = Self.line("ADDED", "é😀") + "\n" + Self.line("MODIFIED", "a") + Self.line("DELETED", "a")
        let transcript = Array((Self.bookmark + rest).utf8)
        let events: [WatchEvent] = [
            .added(Self.object("é😀")), .modified(Self.object("a")), .deleted(Self.object("a")),
        ]
        for offset in Self.bookmark.utf8.count...transcript.count {
            let (transfer, transport) = open()
            var iterator = try await Client(transport).watch(Self.request).makeAsyncIterator()
            _ = transfer.receive(bytes: transcript[..<offset])
            // Once the first event is read the first piece is taken, so the second is one of its own.
            #expect(try await iterator.next() == .bookmark(resourceVersion: "2"))
            _ = transfer.receive(bytes: transcript[offset...])
            transfer.finish(nil)
            for event in events { #expect(try await iterator.next() == event, "cut at \(offset)") }
            #expect(try await iterator.next() == nil)
            #expect(try await iterator.next() == nil)
        }
    }

    @Test func `an event is there before the next one arrives`() async throws {
        let (transfer, transport) = open()
        var iterator = try await Client(transport).watch(Self.request).makeAsyncIterator()
        for number in 0..<20 {
            _ = transfer.receive(bytes: Self.line("ADDED", "\(number)").utf8)
            #expect(try await iterator.next() == .added(Self.object("\(number)")))
        }
    }

    @Test func `a line that is broken off by the end is dropped`() async throws {
        let (transfer, transport) = open()
        var iterator = try await Client(transport).watch(Self.request).makeAsyncIterator()
        _ = transfer.receive(bytes: (Self.line("ADDED", "a") + Self.line("ADDED", "b").dropLast(5)).utf8)
        transfer.finish(nil)
        #expect(try await iterator.next() == .added(Self.object("a")))
        #expect(try await iterator.next() == nil)
    }

    @Test func `a watch that breaks says so, after its last event`() async throws {
        let (transfer, transport) = open()
        var iterator = try await Client(transport).watch(Self.request).makeAsyncIterator()
        _ = transfer.receive(bytes: Self.line("ADDED", "a").utf8)
        transfer.finish(.failed("reset"))
        #expect(try await iterator.next() == .added(Self.object("a")))
        let error = try await #require(throws: ClientError.self) { try await iterator.next() }
        #expect(error.description == "GET /api/v1/pods: reset")
    }

    @Test func `a line that is no event is refused, and the next one is read`() async throws {
        let (transfer, transport) = open()
        var iterator = try await Client(transport).watch(Self.request).makeAsyncIterator()
        _ = transfer.receive(bytes: ("nonsense\n" + Self.bookmark).utf8)
        let error = try await #require(throws: ClientError.self) { try await iterator.next() }
        guard case .malformed = error.cause else { return #expect(Bool(false), "\(error)") }
        #expect(try await iterator.next() == .bookmark(resourceVersion: "2"))
    }

    @Test func `a watch that the server refuses fails with its Status`() async throws {
        let transport = StubTransport(.response(410, #"{"kind":"Status","reason":"Expired","code":410}"#))
        let error = try await #require(throws: ClientError.self) { _ = try await Client(transport).watch(Self.request) }
        #expect(error.status?.isExpired == true)
        // A little later than the server itself would end it.
        #expect(transport.requests.first?.timeout == .seconds(330))
        #expect(transport.requests.first?.idleTimeout == .seconds(90))
        #expect(transport.requests.first?.headTimeout == .seconds(30))
        #expect(transport.lines.first?.hasSuffix("&resourceVersion=1&timeoutSeconds=300") == true)
    }
}
