import KubernetesCore
import TestSupport

/// A list and all that happens after it, as an API server tells it to any watch, from whatever position.
struct Transcript: Sendable {
    struct Event: Sendable {
        let version: String
        /// With the line feed.
        let line: [UInt8]
    }

    /// The response.
    let list: [UInt8]
    let listVersion: String
    let events: [Event]

    init(listing items: [JSONValue], version: String, then events: [(type: String, object: JSONValue)]) {
        list = ScriptedServer.response(
            200,
            ["metadata": ["resourceVersion": .string(version)], "items": .array(items)]
        )
        listVersion = version
        self.events = events.map { type, object in
            let event: JSONValue = ["type": .string(type), "object": object]
            let version = object["metadata"]?["resourceVersion"]?.string ?? ""
            return Event(version: version, line: event.jsonBytes + Array("\n".utf8))
        }
    }

    var lastVersion: String { events.last?.version ?? listVersion }

    /// The lines of a watch from `version` on.
    func lines(after version: String) -> [UInt8] {
        let seen = events.firstIndex { $0.version == version }
        return events.dropFirst(seen.map { $0 + 1 } ?? 0).flatMap(\.line)
    }

    /// The position of a watcher that has read the first `count` bytes of a watch from the list on.
    func version(afterBytes count: Int) -> String {
        var (version, end) = (listVersion, 0)
        for event in events {
            end += event.line.count
            guard end <= count else { break }
            version = event.version
        }
        return version
    }
}

extension Transcript {
    /// How a body is told from what comes after it.
    enum Framing: String, CaseIterable {
        /// By the end of the connection: wherever it is cut, it ends cleanly.
        case untilClosed
        /// In chunks of a few bytes, the last of them empty: wherever it is cut, it is broken.
        case chunked

        private static let chunkSize = 30

        var head: [UInt8] {
            switch self {
            case .untilClosed: ScriptedServer.stream([])
            case .chunked: Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n".utf8)
            }
        }

        func response(_ body: [UInt8]) -> [UInt8] {
            guard self == .chunked else { return head + body }
            var response = head
            for start in stride(from: 0, to: body.count, by: Self.chunkSize) {
                let chunk = body[start..<min(start + Self.chunkSize, body.count)]
                response += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
            }
            return response + Array("0\r\n\r\n".utf8)
        }
    }
}
