import Glibc
import Synchronization
import TestSupport

/// A replica as far as the gateway sees it: at an address of its own on the loopback, it works on each request for as long as
/// the query says, and counts how many it works on.
///
/// `ms=` is the time in milliseconds, `code=` the status of the answer; `drop=1` closes the connection without one.
final class ScoringServer: Sendable {
    struct Count: Sendable {
        var now = 0
        var peak = 0
        var total = 0
        var abandoned = 0
        /// The last request's lines.
        var head: [String] = []
    }

    let address: String
    private let listener: TCPListener
    private let counts = Mutex(Count())

    var count: Count { counts.withLock { $0 } }

    init() throws {
        let parts = (0..<3).map { _ in UInt8.random(in: 1...254) }
        address = "127.\(parts[0]).\(parts[1]).\(parts[2])"
        // The port of every scoring server.
        listener = try TCPListener(address: address, port: 5001)
        listener.accept { [weak self] connection in
            self?.serve(connection)
            close(connection)
        }
    }

    /// Refuses connections from now on.
    func stop() { listener.stop() }

    func forget() { counts.withLock { $0 = Count(now: $0.now) } }

    deinit { stop() }

    /// As the scoring server makes it, in short.
    static let document =
        #"{"swagger":"2.0","info":{"title":"ML service"},"schemes":["https"],"security":[{"Bearer":[]}],"#
        + #""paths":{"/":{"get":{}},"/score":{"post":{"operationId":"RunMLService","security":[{"Bearer":[]}]}}}}"#

    private func serve(_ connection: Int32) {
        guard let request = ScoringRequest(reading: connection) else { return }
        counts.withLock { count in
            count.now += 1
            count.total += 1
            count.peak = max(count.peak, count.now)
            count.head = request.head
        }
        var waiting = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        // A client that goes is seen at once, as a busy worker of a real server would not.
        let hasGone = request.milliseconds > 0 && poll(&waiting, 1, Int32(request.milliseconds)) > 0
        counts.withLock { count in
            count.now -= 1
            if hasGone { count.abandoned += 1 }
        }
        guard !hasGone, !request.isDropped else { return }
        let body = request.isDocument ? Self.document : #"{"size": \#(request.size)}"#
        let answer =
            "HTTP/1.1 \(request.status) Answer\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
            // No model may pass for a gateway.
            + "X-Slipway-Owner: 7000000|forged\r\nConnection: close\r\n\r\n" + body
        let bytes = Array(answer.utf8)
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}

private struct ScoringRequest {
    var head: [String] = []
    var size = 0

    /// nil when the connection ends before the request does.
    init?(reading connection: Int32) {
        var bytes: [UInt8] = []
        while !bytes.contains([13, 10, 13, 10]) {
            guard let more = Self.read(connection) else { return nil }
            bytes += more
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let end = bytes.firstRange(of: [13, 10, 13, 10])?.upperBound ?? 0
        head = text[..<(text.firstRange(of: "\r\n\r\n")?.lowerBound ?? text.endIndex)].split(separator: "\r\n").map(
            String.init
        )
        size = bytes.count - end
        let length = head.first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.split(separator: ":")[1].filter(\.isNumber)) }
        while size < length ?? 0 {
            guard let more = Self.read(connection) else { return nil }
            size += more.count
        }
    }

    var milliseconds: Int { parameter("ms") ?? 0 }
    var status: Int { parameter("code") ?? 200 }
    var isDocument: Bool { head.first?.contains(" /swagger.json") == true && parameter("text") == nil }
    var isDropped: Bool { parameter("drop") == 1 }

    private func parameter(_ name: String) -> Int? {
        let target = head.first?.split(separator: " ").dropFirst().first ?? ""
        let query = target.split(separator: "?").dropFirst().first ?? ""
        return query.split(separator: "&").first { $0.hasPrefix("\(name)=") }.flatMap {
            Int($0.dropFirst(name.count + 1))
        }
    }

    private static func read(_ connection: Int32) -> ArraySlice<UInt8>? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(connection, &buffer, buffer.count, 0)
        return count > 0 ? buffer[..<count] : nil
    }
}
