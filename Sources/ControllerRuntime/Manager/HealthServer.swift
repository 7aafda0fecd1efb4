import Hummingbird
package import Logging
import ServiceLifecycle

/// Tells Kubernetes and Prometheus how the process is: `/healthz`, `/readyz` and `/metrics`.
package struct HealthServer: ServiceLifecycle.Service, CustomStringConvertible {
    /// Something that has to be so before the process counts as ready.
    package struct Check: Sendable {
        let name: String
        let problem: @Sendable () -> String?

        /// - Parameter problem: why it is not so; nil when it is.
        package init(name: String, problem: @escaping @Sendable () -> String?) {
            self.name = name
            self.problem = problem
        }
    }

    package struct InvalidAddress: Error, CustomStringConvertible {
        let address: String

        package var description: String {
            "\(address) is no address to listen on; write host:port, or :port for all of the machine's addresses"
        }
    }

    private let host: String
    private let port: Int
    private let registry: PrometheusRegistry
    private let checks: [Check]
    private let onListening: @Sendable (Int) async -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - address: `host:port`, `[IPv6]:port` or `:port`. Port 0 takes any free one.
    ///   - onListening: is told the port.
    /// - Throws: ``InvalidAddress``.
    package init(
        address: String,
        registry: PrometheusRegistry,
        readiness checks: [Check],
        onListening: @escaping @Sendable (Int) async -> Void = { _ in },
        logger: Logger
    ) throws {
        guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw InvalidAddress(address: address) }
        let host = address[..<colon].filter { $0 != "[" && $0 != "]" }
        self.host = host.isEmpty ? "0.0.0.0" : String(host)
        self.port = port
        self.registry = registry
        self.checks = checks
        self.onListening = onListening
        self.logger = logger
    }

    package var description: String { "health server on \(host):\(port)" }

    package func run() async throws {
        let router = Router()
        router.get("healthz") { _, _ in "ok\n" }
        router.get("readyz") { request, _ in readiness(isVerbose: request.uri.query?.contains("verbose") == true) }
        router.get("metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text + ProcessMetrics.text))
            )
        }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: logger
        )
        try await application.run()
    }

    private func readiness(isVerbose: Bool) -> Response {
        let problems = checks.map { ($0.name, $0.problem()) }
        let isReady = problems.allSatisfy { $0.1 == nil }
        let lines = problems.map { name, problem in problem.map { "[-]\(name) failed: \($0)\n" } ?? "[+]\(name) ok\n" }
        let text = isReady && !isVerbose ? "ok\n" : lines.joined()
        return Response(
            status: isReady ? .ok : .serviceUnavailable,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
