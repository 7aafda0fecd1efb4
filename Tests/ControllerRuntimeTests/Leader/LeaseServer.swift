import Glibc
import KubernetesClient
import KubernetesCore
import Synchronization
import TestSupport

/// An API server with one Lease at most, which it guards as the real one does: a write has to name the newest version.
final class LeaseServer: Sendable {
    private final class Model: Sendable {
        struct State {
            var version = 0
            var lease: JSONValue?
            var isOver = false
            /// Answers in the place of the model; nil lets the model answer, and no bytes at all hang.
            var fault: @Sendable (ScriptedServer.Request) -> [UInt8]? = { _ in nil }
        }

        let state = Mutex(State())

        func serve(_ request: ScriptedServer.Request, _ connection: ScriptedServer.Connection) {
            if request.isStream { return connection.send(ScriptedServer.failure(422, "Invalid")) }
            if let fault = state.withLock(\.fault)(request) {
                return fault.isEmpty ? connection.waitUntilClosed() : connection.send(fault)
            }
            if request.parameter("watch") != nil { return watch(connection) }
            connection.send(answer(request))
        }

        func store(_ lease: JSONValue?) -> JSONValue? {
            state.withLock { state in
                state.version += 1
                state.lease = lease?.version("\(state.version)")
                return state.lease
            }
        }

        private func answer(_ request: ScriptedServer.Request) -> [UInt8] {
            let (lease, version) = state.withLock { ($0.lease, $0.version) }
            if request.parameter("fieldSelector") != nil {
                let items = JSONValue.array(lease.map { [$0] } ?? [])
                return ScriptedServer.response(
                    200,
                    ["metadata": ["resourceVersion": .string("\(version)")], "items": items]
                )
            }
            if request.line.hasPrefix("GET") {
                return lease.map { ScriptedServer.response(200, $0) } ?? ScriptedServer.failure(404, "NotFound")
            }
            let body = (try? JSONValue(parsing: request.body.utf8)) ?? .null
            if request.line.hasPrefix("POST") {
                guard lease == nil else { return ScriptedServer.failure(409, "AlreadyExists") }
            } else {
                guard let lease else { return ScriptedServer.failure(404, "NotFound") }
                guard body["metadata"]?["resourceVersion"] == lease["metadata"]?["resourceVersion"] else {
                    return ScriptedServer.failure(409, "Conflict")
                }
            }
            return ScriptedServer.response(200, store(body) ?? .null)
        }

        private func watch(_ connection: ScriptedServer.Connection) {
            connection.send(ScriptedServer.stream([]))
            var shown = state.withLock(\.lease)
            while true {
                let (lease, isOver) = state.withLock { ($0.lease, $0.isOver) }
                if isOver { return }
                if lease != shown, let object = lease ?? shown {
                    let event: JSONValue = ["type": lease == nil ? "DELETED" : "MODIFIED", "object": object]
                    connection.send(event.jsonBytes + Array("\n".utf8))
                    shown = lease
                }
                usleep(5000)
            }
        }
    }

    private let model = Model()
    private let server: ScriptedServer

    init() throws {
        server = try ScriptedServer(conversation: { [model] in model.serve($0, $1) })
    }

    deinit {
        model.state.withLock { $0.isOver = true }
    }

    /// A client over a transport of its own.
    var client: Client { server.client }

    var lease: Lease? {
        model.state.withLock(\.lease).flatMap { try? JSONValueDecoder().decode(Lease.self, from: $0) }
    }

    /// Method of each request so far; `LIST` and `WATCH` for those. It cannot begin a watch with all there is.
    var verbs: [String] {
        server.requests.filter { !$0.isStream }.map { request in
            if request.parameter("watch") != nil { return "WATCH" }
            return request.parameter("fieldSelector") != nil ? "LIST" : String(request.line.prefix { $0 != " " })
        }
    }

    /// Writes the lease as somebody with other tools would.
    func store(_ lease: Lease?) {
        _ = model.store(lease.map { $0.replacing($0.spec) })
    }

    /// Lets `fault` answer in the server's place where it gives anything but nil; no bytes are no answer at all.
    func answer(_ fault: @escaping @Sendable (ScriptedServer.Request) -> [UInt8]?) {
        model.state.withLock { $0.fault = fault }
    }
}
