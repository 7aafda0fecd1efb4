import InMemoryLogging
import Logging
import Metrics
import Synchronization
import Testing

@testable import ControllerRuntime

/// The limit is shorter than the server's idle timeout: the client's open connections must not hold up the shutdown.
@Suite("Health server", .timeLimit(.minutes(3)))
struct HealthServerTests {
    private static let checks = [
        HealthServer.Check(name: "caches") { nil },
        HealthServer.Check(name: "leader") { "no lease yet" },
        HealthServer.Check(name: "api") { nil },
    ]

    @Test("alive as long as it answers, whatever the checks say")
    func healthz() async throws {
        try await withHealthServer(readiness: Self.checks) { client in
            let answer = try await client.get("/healthz")
            #expect(answer.status == 200)
            #expect(answer.text == "ok")
        }
    }

    @Test(
        "ready if every check that is asked for passes",
        arguments: [
            ("", 503, ["[+]caches ok", "[-]leader failed: no lease yet", "[+]api ok"]),
            ("?verbose", 503, ["[+]caches ok", "[-]leader failed: no lease yet", "[+]api ok"]),
            ("?exclude=leader", 200, ["ok"]),
            ("?exclude=leader&verbose", 200, ["[+]caches ok", "[+]leader excluded: ok", "[+]api ok"]),
            ("?exclude=api", 503, ["[+]caches ok", "[-]leader failed: no lease yet", "[+]api excluded: ok"]),
            (
                "?exclude=api&exclude=leader&verbose=1", 200,
                ["[+]caches ok", "[+]leader excluded: ok", "[+]api excluded: ok"]
            ),
            ("?exclude=other", 503, ["[+]caches ok", "[-]leader failed: no lease yet", "[+]api ok"]),
            ("/caches", 200, ["ok"]),
            ("/caches?verbose", 200, ["[+]caches ok"]),
            ("/leader", 503, ["[-]leader failed: no lease yet"]),
            ("/other", 404, []),
        ] as [(String, Int, [String])]
    )
    func readyz(request: String, status: Int, lines: [String]) async throws {
        try await withHealthServer(readiness: Self.checks) { client in
            let answer = try await client.get("/readyz\(request)")
            #expect(answer.status == status)
            #expect(answer.text.split(separator: "\n").map(String.init) == lines)
        }
    }

    @Test("readiness is asked anew for each request; without checks it is given")
    func readinessChanges() async throws {
        let problem = Mutex<String?>("starting")
        let check = HealthServer.Check(name: "caches") { problem.withLock(\.self) }
        try await withHealthServer(readiness: [check]) { client in
            let before = try await client.get("/readyz")
            #expect(before.status == 503)
            problem.withLock { $0 = nil }
            let after = try await client.get("/readyz")
            #expect(after.status == 200)
        }
        try await withHealthServer { client in
            let answer = try await client.get("/readyz")
            #expect(answer.text == "ok")
        }
    }

    @Test("metrics are the registry's and the process's")
    func metrics() async throws {
        let registry = PrometheusRegistry()
        Counter(label: "c_total", factory: registry).increment()
        try await withHealthServer(registry) { client in
            let answer = try await client.get("/metrics")
            #expect(answer.status == 200)
            #expect(answer.contentType == "text/plain; version=0.0.4; charset=utf-8")
            #expect(answer.text.hasPrefix("# TYPE c_total counter\nc_total 1\n# HELP process_"))
            #expect(answer.text.hasSuffix("\n"))
            #expect(answer.text.contains("\nprocess_resident_memory_bytes "))
        }
    }

    @Test("requests leave nothing in the log")
    func quiet() async throws {
        let log = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in log }
        try await withHealthServer(readiness: Self.checks, logger: logger) { client in
            let before = log.entries.count
            for path in ["/healthz", "/readyz", "/metrics", "/nothing"] { _ = try await client.get(path) }
            #expect(log.entries.count == before)
        }
    }

    @Test("many requests at the same time are all answered")
    func concurrentRequests() async throws {
        try await withHealthServer { client in
            try await withThrowingTaskGroup { group in
                for _ in 0..<50 { group.addTask { try await client.get("/metrics").status } }
                for try await status in group { #expect(status == 200) }
            }
        }
    }

    @Test("a port that is taken is named, together with the flag")
    func portIsTaken() async throws {
        try await withHealthServer { client in
            let address = "127.0.0.1:\(client.port)"
            let second = try HealthServer(
                address: address,
                registry: PrometheusRegistry(),
                readiness: [],
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            let error = try await #require(throws: HealthServerError.self) { try await second.run() }
            let description = error.description
            #expect(description.contains(address))
            #expect(description.contains("--health-address"))
            #expect(description.contains("Address already in use"))
        }
    }

    @Test("an address that cannot be read is refused at once")
    func invalidAddress() {
        #expect(throws: HealthServerError.invalidAddress("8081")) {
            try HealthServer(
                address: "8081",
                registry: PrometheusRegistry(),
                readiness: [],
                logger: Logger(label: "test")
            )
        }
    }

    @Test("a cancelled server ends without an error", arguments: [true, false])
    func cancellation(whileListening: Bool) async throws {
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let server = try HealthServer(
            address: "127.0.0.1:0",
            registry: PrometheusRegistry(),
            readiness: [],
            onListening: { listening.yield($0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let task = Task {
            if !whileListening { withUnsafeCurrentTask { $0?.cancel() } }
            try await server.run()
        }
        if whileListening { _ = await ports.first { _ in true } }
        task.cancel()
        try await task.value
    }

    @Test("after the shutdown the port is free")
    func shutdown() async throws {
        // An address that no other test's server takes a port of.
        let host = "127.0.0.77"
        let port = Mutex(0)
        try await withHealthServer(at: host) { client in
            _ = try await client.get("/healthz")
            port.withLock { $0 = client.port }
        }
        let client = HealthClient(host: host, port: port.withLock(\.self))
        await #expect(throws: (any Error).self) { try await client.get("/healthz") }
    }
}
