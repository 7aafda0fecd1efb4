package import Metrics
package import Logging
package import ServiceLifecycle
package final class PrometheusRegistry: MetricsFactory {
    package init() {}
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { NOOPMetricsHandler.instance }
    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler { NOOPMetricsHandler.instance }
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { NOOPMetricsHandler.instance }
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}
package struct HealthServer: ServiceLifecycle.Service {
    package struct Check: Sendable { package init(name: String, _ c: @escaping @Sendable () -> String?) {} }
    package init(address: String, registry: PrometheusRegistry, readiness: [Check], logger: Logger) throws {}
    package func run() async throws { try await gracefulShutdown() }
}
