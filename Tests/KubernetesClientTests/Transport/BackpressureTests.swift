import Glibc
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(3))) struct BackpressureTests {
    /// The most that libcurl gives at once over HTTP/1.1 (its `CURL_MAX_WRITE_SIZE`).
    private static let largestPiece = 16 << 10

    private final class Progress: Sendable {
        let sent = Atomic(0)
    }

    @Test func `a slow reader slows the server down, and still gets everything`() async throws {
        let transport = CurlTransport()
        // More than the system's own buffers hold.
        let total = 16 << 20
        let chunk = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let progress = Progress()
        let server = try ScriptedServer { _, connection in
            connection.send(Array("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n".utf8))
            for _ in 0..<(total / chunk.count) {
                connection.send(chunk)
                progress.sent.add(chunk.count, ordering: .relaxed)
            }
        }
        var pieces = try await transport.send(HTTPRequest(method: "GET", url: server.url)).body.makeAsyncIterator()
        var received: [UInt8] = []
        received.reserveCapacity(total)
        // A piece is all that waited unread.
        func readPiece() async throws -> Int? {
            guard let piece = try await pieces.next() else { return nil }
            received += piece
            #expect(piece.count < Transfer.highWaterMark + Self.largestPiece)
            return piece.count
        }
        try await eventually("a slow reader finds a full buffer") {
            try await readPiece() ?? 0 >= Transfer.highWaterMark ? true : nil
        }
        #expect(progress.sent.load(ordering: .relaxed) < total)
        while let _ = try await readPiece() {}
        try #require(received.count == total)
        let isWhole = received.withUnsafeBytes { bytes in
            stride(from: 0, to: total, by: chunk.count).allSatisfy { start in
                bytes.baseAddress.map { memcmp($0 + start, chunk, chunk.count) } == 0
            }
        }
        #expect(isWhole)
    }

    @Test func `a paused body does not hold up other requests`() async throws {
        let transport = CurlTransport()
        let server = try ScriptedServer { request, connection in
            guard request.path == "/large" else { return connection.send(ScriptedServer.response(200, "ok")) }
            connection.send(ScriptedServer.stream([]))
            for _ in 0..<8 { connection.send(Array(repeating: 1, count: 1 << 20)) }
        }
        let large = try await transport.send(HTTPRequest(method: "GET", url: server.url + "/large"))
        for _ in 0..<10 {
            let request = HTTPRequest(method: "GET", url: server.url + "/small", timeout: .seconds(30))
            #expect(try await transport.send(request).body.collected(limit: 10) == Array("ok".utf8))
        }
        #expect(try await large.body.collected(limit: 8 << 20).count == 8 << 20)
    }
}
