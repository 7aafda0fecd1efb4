import Hummingbird
package import Logging
import ServiceLifecycle

/// Tells Kubernetes and Prometheus how the process is, over HTTP.
///
/// - `/healthz`: 200 as long as the process answers at all.
/// - `/readyz`: 200 if every check passes, else 503 and a line for each. `?verbose` always gives the lines,
///   `?exclude=name` leaves a check out, `/readyz/name` makes only that one.
/// - `/metrics`: the registry's and the process's own metrics for Prometheus.
package struct HealthServer: Service {
    /// Something that has to be so before the process counts as ready.
    package struct Check: Sendable {
        let name: String
        let problem: @Sendable () -> String?

        /// - Parameter problem: why it is not so; nil when it is. Called for each request, so it must not wait.
        package init(name: String, problem: @escaping @Sendable () -> String?) {
            self.name = name
            self.problem = problem
        }
    }

    /// JSON that others ask for.
    package struct Document: Sendable {
        let path: String
        let text: @Sendable () -> String?

        /// - Parameters:
        ///   - path: from the server's root.
        ///   - text: nil when there is none now, which is answered with 503. Called for each request.
        package init(path: String, text: @escaping @Sendable () -> String?) {
            self.path = path
            self.text = text
        }
    }

    private let address: ListenAddress
    private let addressText: String
    private let registry: PrometheusRegistry
    private let process = ProcessMetrics()
    private let checks: [Check]
    private let documents: [Document]
    private let idleTimeout: Duration
    private let onListening: @Sendable (Int) async -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - address: `host:port`, `[IPv6]:port`, or `:port` for all of the machine's addresses. Port 0 is any free one.
    ///   - checks: in the order in which `/readyz` lists them.
    ///   - idleTimeout: after which a connection without requests is closed, in whole seconds. By default a little more than
    ///     the minute that Prometheus waits between two scrapes.
    ///   - onListening: is told the port.
    /// - Throws: ``HealthServerError/invalidAddress(_:)``.
    package init(
        address: String,
        registry: PrometheusRegistry,
        readiness checks: [Check],
        documents: [Document] = [],
        idleTimeout: Duration = .seconds(90),
        onListening: @escaping @Sendable (Int) async -> Void = { _ in },
        logger: Logger
    ) throws(HealthServerError) {
        guard let parsed = ListenAddress(address) else { throw .invalidAddress(address) }
        self.address = parsed
        addressText = address
        self.registry = registry
        self.checks = checks
        self.documents = documents
        self.idleTimeout = idleTimeout
        self.onListening = onListening
        self.logger = logger
    }

    /// Serves until a graceful shutdown.
    ///
    /// - Throws: ``HealthServerError/cannotServe(address:reason:)``, most often because the port is taken.
    package func run() async throws(HealthServerError) {
        let application = Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .seconds(idleTimeout.components.seconds))),
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? address.port) },
            logger: logger
        )
        do {
            try await application.run()
        } catch {
            throw .cannotServe(address: addressText, reason: "\(error)")
        }
    }

    private var router: Router<BasicRequestContext> {
        let router = Router()
        router.get("healthz") { _, _ in Response("ok") }
        router.get("readyz") { request, _ in readiness(of: checks, request) }
        router.get("readyz/:check") { request, context in
            let named = checks.filter { $0.name == context.parameters.get("check") }
            guard !named.isEmpty else { throw HTTPError(.notFound) }
            return readiness(of: named, request)
        }
        router.get("metrics") { _, _ in
            Response(registry.text + process.text, contentType: ExpositionText.contentType)
        }
        for document in documents {
            router.get(RouterPath(document.path)) { _, _ in
                guard let text = document.text() else { throw HTTPError(.serviceUnavailable) }
                return Response(text, contentType: "application/json")
            }
        }
        return router
    }

    private func readiness(of checks: [Check], _ request: Request) -> Response {
        let parameters = request.uri.queryParameters
        let report = ReadinessReport(checks, excluding: Set(parameters[values: "exclude"].map(String.init)))
        guard report.isReady else { return Response(status: .serviceUnavailable, report.lines) }
        return Response(parameters.has("verbose") ? report.lines : "ok")
    }
}

extension HealthServer: CustomStringConvertible {
    package var description: String { "health server on \(addressText)" }
}

extension Response {
    fileprivate init(
        status: HTTPResponse.Status = .ok,
        _ text: String,
        contentType: String = "text/plain; charset=utf-8"
    ) {
        self.init(
            status: status,
            headers: [.contentType: contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
