import InMemoryLogging
import KubernetesClient
import KubernetesCore
import Logging
import ServingCore
import TestSupport
import Testing

@testable import Slipway

@Suite(.timeLimit(.minutes(3))) struct MetricsAPIReconcilerTests {
    @Test func `a certificate that cannot be read is made anew, which the log tells`() async throws {
        let server = try ScriptedServer { request in
            request.path.contains("/secrets/") && request.line.hasPrefix("GET")
                ? ScriptedServer.response(200, ["metadata": ["name": "s"], "data": ["tls.crt": "bm9uZQ=="]])
                : ScriptedServer.response(200, ["metadata": ["name": "x", "uid": "u"]])
        }
        let log = InMemoryLogHandler()
        let stores = MetricsStores(namespace: "slipway-system")
        let reconciler = MetricsAPIReconciler(stores: stores, client: server.client, clock: .system)
        _ = try await reconciler.reconcile(MetricsAPIReconciler.key, logger: Logger(label: "test") { _ in log })
        #expect(server.requests.contains { $0.line.hasPrefix("PATCH") && $0.path.contains("/secrets/") })
        let warning = try #require(log.entries.first { $0.level == .warning })
        #expect(warning.metadata["secret"] == "slipway-system/\(MetricsAPIRegistration.secretName)")
    }
}
