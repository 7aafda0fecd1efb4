import KubernetesClient
import Logging
import ServiceLifecycle

@testable import ControllerRuntime

/// Asks a health server over a connection that it keeps open.
struct HealthClient {
    struct Answer {
        let status: Int
        let contentType: String?
        let text: String
    }

    let host: String
    let port: Int
    private let transport = CurlTransport()

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    func get(_ path: String) async throws -> Answer {
        let url = "http://\(host):\(port)\(path)"
        let request = HTTPRequest(method: "GET", url: url, timeout: .seconds(60), proxyURL: "")
        let response = try await transport.send(request)
        return Answer(
            status: response.head.status,
            contentType: response.head.headers["content-type"],
            text: String(decoding: try await response.body.collected(limit: 1 << 20), as: UTF8.self)
        )
    }
}

/// Runs a health server on a free port of an address on the loopback until `body` returns, and then until it has shut down gracefully.
func withHealthServer(
    _ registry: PrometheusRegistry = PrometheusRegistry(),
    at host: String = "127.0.0.1",
    readiness checks: [HealthServer.Check] = [],
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ body: (HealthClient) async throws -> Void
) async throws {
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    let server = try HealthServer(
        address: "\(host):0",
        registry: registry,
        readiness: checks,
        idleTimeout: .seconds(600),
        onListening: { listening.yield($0) },
        logger: logger
    )
    let group = ServiceGroup(services: [server], logger: logger)
    try await withThrowingTaskGroup { tasks in
        tasks.addTask {
            defer { listening.finish() }
            try await group.run()
        }
        if let port = await ports.first(where: { _ in true }) {
            try await body(HealthClient(host: host, port: port))
            await group.triggerGracefulShutdown()
        }
        try await tasks.waitForAll()
    }
}
