import KubernetesClient
import KubernetesCore
import Logging
import Synchronization
import TestSupport

@testable import ControllerRuntime

/// An API server that answers one request after the other as it is told, and a watcher that asks it.
final class WatchScript: Sendable {
    enum Reply: Sendable {
        case answer([UInt8])
        /// Sends what there is and then nothing more, until the client hangs up.
        case hold([UInt8])

        static func list(_ items: [JSONValue], _ version: String, more: String? = nil) -> Reply {
            var metadata: JSONValue = ["resourceVersion": .string(version)]
            metadata["continue"] = more.map(JSONValue.string)
            return .answer(ScriptedServer.response(200, ["metadata": metadata, "items": .array(items)]))
        }

        /// A watch that ends after these events.
        static func watch(_ events: (type: String, object: JSONValue)...) -> Reply {
            .answer(ScriptedServer.stream(events.flatMap(line)))
        }

        /// A watch that goes on after these events, without any other.
        static func openWatch(_ events: (type: String, object: JSONValue)...) -> Reply {
            .hold(ScriptedServer.stream(events.flatMap(line)))
        }

        static func failure(_ code: Int, _ reason: String, cause: String? = nil) -> Reply {
            .answer(ScriptedServer.failure(code, reason, cause: cause))
        }

        static let noAnswer = Reply.answer([])

        private static func line(_ event: (type: String, object: JSONValue)) -> [UInt8] {
            let json: JSONValue = ["type": .string(event.type), "object": event.object]
            return json.jsonBytes + Array("\n".utf8)
        }
    }

    let store = Store<Widget>()
    private let changed = Recorder<String>()
    private let server: ScriptedServer
    private let client: Client
    private let isStreaming: Bool

    /// - Parameters:
    ///   - replies: after the last one no request is answered any more.
    ///   - streams: whether the server can begin a watch with all there is. One that cannot says so besides its replies.
    ///   - idleTimeout: how long a watch may be silent; nil: as in production.
    init(_ replies: [Reply], streams: Bool = false, idleTimeout: Duration? = nil) throws {
        let next = Mutex(replies[...])
        server = try ScriptedServer(
            conversation: Self.conversation { request in
                if !streams, request.isStream { return .failure(422, "Invalid") }
                return next.withLock { $0.popFirst() } ?? .hold([])
            }
        )
        isStreaming = streams
        var client = server.client
        if let idleTimeout { client.idleTimeout = idleTimeout }
        self.client = client
        store.observe { [changed] in changed.record($0.summary) }
    }

    private static func conversation(
        _ next: @escaping @Sendable (ScriptedServer.Request) -> Reply
    ) -> ScriptedServer.Conversation {
        { request, connection in
            switch next(request) {
            case .answer(let bytes): connection.send(bytes)
            case .hold(let bytes):
                connection.send(bytes)
                connection.waitUntilClosed()
            }
        }
    }

    var changes: [String] { changed.all }
    var requests: [ScriptedServer.Request] { server.requests.filter { isStreaming || !$0.isStream } }

    /// Each request so far in short: `stream`, `list 0`, `list limit=500`, `watch 5`.
    var steps: [String] {
        requests.map { request in
            if request.isStream { return "stream" }
            let version = request.parameter("resourceVersion").map { " \($0)" } ?? ""
            guard request.parameter("watch") == nil else { return "watch\(version)" }
            let limit = request.parameter("limit").map { " limit=\($0)" } ?? ""
            let token = request.parameter("continue").map { " continue=\($0)" } ?? ""
            return "list\(version)\(limit)\(token)"
        }
    }

    func watcher(
        selecting selection: Selection = Selection(),
        reachability: Reachability? = nil,
        backoff: Backoff = Backoff(first: .milliseconds(1), limit: .milliseconds(4)),
        logger: Logger = .silent
    ) -> Watcher<Widget> {
        Watcher(
            Widget.type,
            selecting: selection,
            client: client,
            store: store,
            reachability: reachability ?? Reachability(logger: logger),
            backoff: backoff,
            logger: logger
        )
    }

    /// Waits until the watcher has made `count` requests, and so has taken in the answers to all but the last.
    func waitForRequests(_ count: Int) async throws {
        try await eventually("\(count) requests, after \(steps)") { requests.count >= count ? true : nil }
    }
}

extension ScriptedServer.Request {
    /// Whether it asks for a watch that begins with all there is.
    var isStream: Bool { parameter("sendInitialEvents") == "true" }
}
