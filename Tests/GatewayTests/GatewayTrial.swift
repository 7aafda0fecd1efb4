import ControllerRuntime
import FoundationEssentials
import KubernetesClient
import KubernetesCore
import Logging
import ServingCore
import TestSupport
import YAML

@testable import Slipway

/// A gateway with a real HAProxy in front of scoring servers, and a client of it.
struct GatewayTrial {
    let proxy: GatewayProxy
    let settings: GatewaySettings
    let haproxy: HAProxy
    let registry: PrometheusRegistry
    let requests: RequestMetrics
    let log = RequestLog()
    let logger: Logger
    /// Up when HAProxy has ended.
    let isOver = Flag()
    static let transport = CurlTransport()

    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: String
        let milliseconds: Int
    }

    /// Runs HAProxy with the plan for `cluster` while `body` runs.
    ///
    /// - Parameters:
    ///   - address: where it is for other gateways, at `peerPort`.
    static func run(
        _ cluster: GatewayCluster,
        at address: String = "127.0.0.1",
        peerPort: Int? = nil,
        _ body: (GatewayTrial) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        var settings = GatewaySettings(folder: try required(GatewaySettings.Folder(folder.path)))
        (settings.httpPort, settings.metricsPort) = (try freePort(), try freePort())
        settings.httpsPort = try freePort()
        settings.peerPort = try peerPort ?? freePort()
        settings.ownAddress = ReplicaAddress(address)
        var logger = Logger(label: "gateway")
        logger.logLevel = .warning
        let haproxy = HAProxy(program: "haproxy", settings: settings, logger: logger)
        let registry = PrometheusRegistry(definitions: .gateway, logger: logger)
        let trial = GatewayTrial(
            proxy: GatewayProxy(haproxy: haproxy, logger: logger),
            settings: settings,
            haproxy: haproxy,
            registry: registry,
            requests: RequestMetrics(factory: registry),
            logger: logger
        )
        let documents = DocumentServer(settings: settings, transport: Self.transport, logger: logger)
        try await trial.proxy.prepare(GatewayPlan(cluster))
        trial.requests.follow(GatewayPlan(cluster))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await haproxy.run { line in
                    guard let entry = AccessLogEntry(line) else { return }
                    trial.requests.count(entry)
                    trial.log.add(line)
                }
                trial.isOver.raise()
            }
            group.addTask { try await documents.run() }
            do {
                try await haproxy.waitUntilServing(1)
                try await body(trial)
            } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
        }
        withExtendedLifetime(folder) {}
    }

    func apply(_ cluster: GatewayCluster) async throws {
        let plan = GatewayPlan(cluster)
        try await proxy.apply(plan)
        requests.follow(plan)
    }

    func ask(
        _ path: String = "/api/v1/service/mnist/score",
        method: String = "POST",
        key: String? = "first",
        headers: [(name: String, value: String)] = [],
        body: String = "{}",
        by transport: CurlTransport = Self.transport
    ) async throws -> Answer {
        let authorization = key.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
        let request = HTTPRequest(
            method: method,
            url: "http://127.0.0.1:\(settings.httpPort)\(path)",
            headers: authorization + headers,
            body: method == "GET" ? nil : Array(body.utf8),
            timeout: .seconds(20)
        )
        let start = ContinuousClock.now
        let response = try await transport.send(request)
        let answer = try await response.body.collected(limit: 1 << 20)
        return Answer(
            status: response.head.status,
            headers: response.head.headers,
            body: String(decoding: answer, as: UTF8.self),
            milliseconds: (ContinuousClock.now - start).milliseconds
        )
    }

    private static func freePort() throws -> Int {
        let listener = try TCPListener()
        listener.stop()
        return listener.port
    }
}

extension Duration {
    var milliseconds: Int { Int(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000) }
}

struct Missing: Error {}

/// The value, which is there.
func required<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Missing() }
    return value
}
