import KubernetesCore
import MetricsTestKit
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(3))) struct ClientMetricsTests {
    private let metrics = TestMetrics()

    private func client(_ transport: StubTransport, server: String = "https://cluster:6443/prefix") -> Client {
        Client(
            configuration: ClusterConfiguration(server: server, credentials: StaticCredentialProvider(Credentials())),
            transport: transport,
            userAgent: "test",
            metricsFactory: metrics
        )
    }

    private func count(_ name: String, _ labels: (String, String)...) -> Int64? {
        try? metrics.expectCounter("rest_client_\(name)_total", labels + [("host", "cluster:6443")]).totalValue
    }

    @Test func `requests are counted by code, method and host, and timed`() async throws {
        let client = client(
            StubTransport(.response(200), .response(200), .response(404), .failure(.timedOut), .response(201))
        )
        for _ in 0..<4 { _ = try? await client.send(BuiltInTypes.pods.list()) }
        _ = try await client.send(BuiltInTypes.pods.create([:], in: "a", fieldManager: FieldManager("test")))
        #expect(count("requests", ("code", "200"), ("method", "GET")) == 2)
        #expect(count("requests", ("code", "404"), ("method", "GET")) == 1)
        #expect(count("requests", ("code", "<error>"), ("method", "GET")) == 1)
        #expect(count("requests", ("code", "201"), ("method", "POST")) == 1)
        let labels = [("verb", "GET"), ("host", "cluster:6443")]
        let times = try metrics.expectTimer("rest_client_request_duration_seconds", labels)
        #expect(times.values.count == 4)
    }

    @Test func `a request that is sent again is counted each time`() async throws {
        let client = client(
            StubTransport(.response(429, headers: ["retry-after": "0"]), .response(200)),
            server: "http://cluster:6443"
        )
        _ = try await client.send(BuiltInTypes.pods.list())
        #expect(count("request_retries", ("code", "429"), ("verb", "GET")) == 1)
        #expect(count("requests", ("code", "429"), ("method", "GET")) == 1)
        #expect(count("requests", ("code", "200"), ("method", "GET")) == 1)
    }
}
