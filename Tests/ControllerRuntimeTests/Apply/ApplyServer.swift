import KubernetesClient
import KubernetesCore
import Synchronization
import TestSupport

/// An API server that takes every apply: it stores the object whole and gives it the next resource version, from 101 on.
final class ApplyServer: Sendable {
    private struct State {
        var version = 100
        var exists = false
        var failures: [[UInt8]] = []
    }

    private final class Model: Sendable {
        let state = Mutex(State())
        let beforeAnswer = Mutex<(@Sendable (_ resourceVersion: String) -> Void)?>(nil)
    }

    private let server: ScriptedServer
    private let model = Model()
    private let transport = CurlTransport()

    init() throws {
        server = try ScriptedServer { [model] request in
            if let failure = model.state.withLock({ $0.failures.popLast() }) { return failure }
            let (version, wasThere) = model.state.withLock { state in
                state.version += 1
                defer { state.exists = true }
                return ("\(state.version)", state.exists)
            }
            model.beforeAnswer.withLock(\.self)?(version)
            guard var object = try? JSONValue(parsing: request.body.utf8) else { return [] }
            object["metadata"]?["resourceVersion"] = .string(version)
            object["metadata"]?["generation"] = 3
            return ScriptedServer.response(wasThere ? 200 : 201, String(decoding: object.jsonBytes, as: UTF8.self))
        }
    }

    var client: Client {
        let configuration = ClusterConfiguration(
            server: server.url,
            credentials: StaticCredentialProvider(Credentials())
        )
        return Client(configuration: configuration, transport: transport, userAgent: "test")
    }

    var requests: [ScriptedServer.Request] { server.requests }

    /// Answers the next request with an error.
    func fail(_ code: Int, _ reason: String) {
        let status: JSONValue = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "scripted",
            "reason": .string(reason), "code": .integer(Int64(code)),
        ]
        let answer = ScriptedServer.response(code, String(decoding: status.jsonBytes, as: UTF8.self))
        model.state.withLock { $0.failures.append(answer) }
    }

    /// Calls `body` when an object is stored and the answer not yet sent, as a watch that is faster than the answer.
    func beforeAnswer(_ body: @escaping @Sendable (_ resourceVersion: String) -> Void) {
        model.beforeAnswer.withLock { $0 = body }
    }
}
