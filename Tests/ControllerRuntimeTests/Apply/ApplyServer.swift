import KubernetesClient
import KubernetesCore
import Synchronization
import TestSupport

/// An API server with one object at most: it takes every apply, stores the object whole and gives it the next resource
/// version, from 101 on.
final class ApplyServer: Sendable {
    private struct State {
        var version = 100
        var object: JSONValue?
        var failure: [UInt8]?
        var takesResourceVersion = true
        var beforeAnswer: @Sendable () -> Void = {}
    }

    private final class Model: Sendable {
        let state = Mutex(State())

        /// What Kubernetes before 1.24 says of a Service.
        static let refusal: [UInt8] = {
            var status = ScriptedServer.status(500, "")
            status["message"] = "resourceVersion should not be set on objects to be created"
            return ScriptedServer.response(500, status)
        }()

        func answer(_ request: ScriptedServer.Request) -> [UInt8] {
            if request.line.hasPrefix("GET") {
                let object = state.withLock(\.object)
                return object.map { ScriptedServer.response(200, $0) } ?? ScriptedServer.failure(404, "NotFound")
            }
            guard var object = try? JSONValue(parsing: request.body.utf8) else { return [] }
            let (answer, beforeAnswer) = state.withLock { state in
                if let failure = state.failure.take() { return (failure, state.beforeAnswer) }
                if object["metadata"]?["resourceVersion"] != nil {
                    guard state.takesResourceVersion else { return (Self.refusal, state.beforeAnswer) }
                    guard state.object == nil else {
                        return (ScriptedServer.failure(409, "Conflict"), state.beforeAnswer)
                    }
                }
                state.version += 1
                object["metadata"]?["resourceVersion"] = .string("\(state.version)")
                object["metadata"]?["generation"] = 3
                let isNew = state.object == nil
                state.object = object
                return (ScriptedServer.response(isNew ? 201 : 200, object), state.beforeAnswer)
            }
            beforeAnswer()
            return answer
        }
    }

    let client: Client
    private let server: ScriptedServer
    private let model = Model()

    init() throws {
        server = try ScriptedServer(model.answer)
        client = server.client
    }

    /// The requests that write, in order.
    var writes: [ScriptedServer.Request] { server.requests.filter { !$0.line.hasPrefix("GET") } }

    var requests: [ScriptedServer.Request] { server.requests }

    /// What is there, whatever a store shows.
    var object: JSONValue? {
        get { model.state.withLock(\.object) }
        set { model.state.withLock { $0.object = newValue } }
    }

    /// Refuses to make an object that says a resource version.
    func refuseResourceVersions() {
        model.state.withLock { $0.takesResourceVersion = false }
    }

    /// Answers the next write with an error.
    func fail(_ code: Int, _ reason: String) {
        model.state.withLock { $0.failure = ScriptedServer.failure(code, reason) }
    }

    /// Calls `body` when an object is stored and the answer not yet sent, as a watch that is faster than the answer.
    func beforeAnswer(_ body: @escaping @Sendable () -> Void) {
        model.state.withLock { $0.beforeAnswer = body }
    }
}
