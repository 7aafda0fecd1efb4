/// What clients of an endpoint get, wherever it is: the table of `docs/inference-services.md` as requests to models that
/// misbehave when asked to.
package enum EndpointTable {
    package struct Request: Sendable {
        package let service: String
        package let path: String
        package let method: String
        package let key: Key
        package let headers: [(name: String, value: String)]
        package let body: String

        package init(
            service: String = "table",
            path: String = "/score",
            method: String = "POST",
            key: Key = .primary,
            headers: [(name: String, value: String)] = [],
            body: String = "{}"
        ) {
            (self.service, self.path, self.method, self.key) = (service, path, method, key)
            (self.headers, self.body) = (headers, body)
        }
    }

    package enum Key: Sendable {
        case primary, secondary, wrong, none
    }

    package struct Answer: Sendable {
        package let status: Int
        package let headers: [String: String]
        package let body: [UInt8]

        package init(status: Int, headers: [String: String], body: [UInt8]) {
            (self.status, self.headers, self.body) = (status, headers, body)
        }

        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    private struct Row: Sendable {
        let name: String
        let request: Request
        let status: Int
        /// The whole body.
        var text: String?
        /// A request that is on its way already when this one comes.
        var before: Request?
    }

    /// A service with one replica that takes one request at a time, and one whose deployment is suspended.
    package static let manifests = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: table-code}
        data:
          score.py: |
            import json, os, time
            def init():
                pass
            def run(data):
                request = json.loads(data)
                time.sleep(request.get("sleep", 0))
                if request.get("raise"):
                    raise ValueError("asked to")
                if request.get("exit"):
                    os._exit(1)
                return {"size": len(data)}
        ---
        apiVersion: serving.slipway.dev/v1alpha1
        kind: Model
        metadata: {name: table}
        spec: {version: 1, uri: "configmap://table-code/score.py"}
        ---
        \(deployment("table", "replicas: 1"))
        ---
        \(deployment("table-suspended", "suspend: true"))
        ---
        apiVersion: serving.slipway.dev/v1alpha1
        kind: InferenceService
        metadata: {name: table}
        spec: {traffic: [{deployment: table, percent: 100}], limits: {maxRequestBytes: 1000}}
        ---
        apiVersion: serving.slipway.dev/v1alpha1
        kind: InferenceService
        metadata: {name: table-suspended}
        spec: {traffic: [{deployment: table-suspended, percent: 100}], auth: {enabled: false}}

        """

    private static func deployment(_ name: String, _ field: String) -> String {
        """
        apiVersion: serving.slipway.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: \(name)}
        spec:
          models: [{name: table}]
          inferenceConfig:
            entryScript: score.py
            source: {configMapRef: {name: table-code}}
            environment: {image: "localhost/slipway/scoring:1"}
          resources: {requests: {cpu: 20m, memory: 100Mi}}
          requestSettings: {scoringTimeoutMs: 3000, maxQueueWaitMs: 300, maxConcurrentPerReplica: 1}
          \(field)
        """
    }

    private static let rows = [
        Row(name: "scored", request: Request(), status: 200, text: #"{"size": 2}"#),
        Row(name: "by GET", request: Request(method: "GET", body: ""), status: 200),
        Row(name: "the second key", request: Request(key: .secondary), status: 200),
        Row(
            name: "no key",
            request: Request(key: .none),
            status: 401,
            text: "Service table needs one of its keys, as Authorization: Bearer KEY"
        ),
        Row(name: "a wrong key", request: Request(key: .wrong), status: 401),
        Row(
            name: "no such service",
            request: Request(service: "nobody"),
            status: 404,
            text: "There is no service nobody"
        ),
        Row(name: "no such path", request: Request(path: "/other"), status: 404),
        Row(
            name: "no such deployment",
            request: Request(headers: [("azureml-model-deployment", "other")]),
            status: 404,
            text: "Service table has no such deployment"
        ),
        Row(name: "PUT", request: Request(method: "PUT"), status: 405, text: "Service table takes GET and POST only"),
        Row(
            name: "too large",
            request: Request(body: String(repeating: " ", count: 1001)),
            status: 413,
            text: "The request for service table is larger than 1000 bytes"
        ),
        Row(name: "run() raises", request: Request(body: #"{"raise": true}"#), status: 502),
        Row(
            name: "nothing is ready",
            request: Request(service: "table-suspended", key: .none),
            status: 503,
            text: "No ready replicas for service table-suspended"
        ),
        Row(
            name: "waited too long",
            request: Request(),
            status: 503,
            text: "Too many requests for service table (overloaded)",
            before: Request(body: #"{"sleep": 1.5}"#)
        ),
        Row(
            name: "run() takes too long",
            request: Request(body: #"{"sleep": 5}"#),
            status: 504,
            text: "Service table took longer than its scoring timeout"
        ),
        Row(
            name: "the replica breaks off",
            request: Request(body: #"{"exit": true}"#),
            status: 502,
            text: "Replica closed connection before replying"
        ),
    ]

    /// Sends all requests.
    ///
    /// - Returns: what came of them that should not have.
    package static func mismatches(
        _ ask: @escaping @Sendable (Request) async throws -> Answer
    ) async throws -> [String] {
        var mismatches: [String] = []
        for row in rows {
            // The replica may still be busy with what the row before has asked of it.
            try await eventually("the replica is free") { try await ask(Request()).status == 200 ? true : nil }
            let before = row.before.map { request in Task { try await ask(request) } }
            if before != nil { try await Task.sleep(for: .milliseconds(400)) }
            let answer = try await ask(row.request)
            _ = try await before?.value
            if answer.status != row.status || row.text.map({ $0 != answer.text }) == true {
                mismatches.append("\(row.name): \(answer.status) \(answer.text)")
            }
            if answer.headers["x-ms-request-id"]?.isEmpty != false {
                mismatches.append("\(row.name): has no x-ms-request-id")
            }
        }
        return mismatches
    }
}
