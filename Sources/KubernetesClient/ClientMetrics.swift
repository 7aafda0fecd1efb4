import Metrics

/// What dashboards expect of a client, under client-go's names. No label has a path, of which there is no end.
struct ClientMetrics: Sendable {
    private let host: String
    private let factory: any MetricsFactory

    /// - Parameter server: its URL.
    init(server: String, factory: any MetricsFactory) {
        let authority = server.firstRange(of: "://").map { server[$0.upperBound...] } ?? server[...]
        host = String(authority.prefix { $0 != "/" })
        self.factory = factory
    }

    /// - Parameter status: nil when there was no answer.
    func answered(_ method: String, _ status: Int?, after duration: Duration) {
        let code = status.map(String.init) ?? "<error>"
        counter("requests", [("code", code), ("method", method)]).increment()
        let labels = [("verb", method), ("host", host)]
        Timer(label: "rest_client_request_duration_seconds", dimensions: labels, factory: factory)
            .record(duration: duration)
    }

    func retried(_ method: String, after status: Int) {
        counter("request_retries", [("code", String(status)), ("verb", method)]).increment()
    }

    private func counter(_ name: String, _ labels: [(String, String)]) -> Counter {
        Counter(label: "rest_client_\(name)_total", dimensions: labels + [("host", host)], factory: factory)
    }
}
