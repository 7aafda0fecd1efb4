import ClusterTestSupport
import FoundationEssentials
import Glibc
import KubernetesClient
import Synchronization
import TestSupport

/// HAProxy before an API server, which speaks HTTP/2 and ends TLS under an authority of the test's own.
final class HAProxy: Sendable {
    /// `host:port`, and how to connect to it.
    private let upstream: String
    private let folder: String
    private let port: Int
    private let authority: TestAuthority
    private let process: TimeLimitedProcess
    private let generation = Mutex(0)

    /// Runs HAProxy while `body` runs.
    ///
    /// - Parameter proxy: what the requests go through after it; nil for none.
    static func run(
        to cluster: TestCluster,
        through proxy: TamperingProxy? = nil,
        _ body: (HAProxy) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let proxy = try await HAProxy(cluster.client.configuration, proxy, in: folder)
        try await withThrowingTaskGroup { group in
            group.addTask { try await proxy.process.run() }
            let outcome: Result<Void, any Error>
            do {
                try await proxy.waitForConfiguration()
                outcome = .success(try await body(proxy))
            } catch {
                outcome = .failure(error)
            }
            proxy.process.send(SIGTERM)
            try await group.waitForAll()
            try outcome.get()
        }
    }

    private init(_ server: ClusterConfiguration, _ proxy: TamperingProxy?, in folder: TemporaryFolder) async throws {
        let file = try folder.write("upstream.crt", server.tls.certificateAuthority ?? [])
        let address = server.server.dropFirst("https://".count)
        upstream = proxy.map { "127.0.0.1:\($0.port)" } ?? "\(address) ssl verify required ca-file \(file)"
        self.folder = folder.path
        let listener = try TCPListener()
        port = listener.port
        listener.stop()
        authority = try await TestAuthority(in: folder.path)
        let command = ["haproxy", "-W", "-db", "-f", "\(folder.path)/haproxy.cfg"]
        process = TimeLimitedProcess(command, log: "\(folder.path)/log")
        try await configure([])
    }

    var options: SupervisedController.Options {
        SupervisedController.Options(server: "https://127.0.0.1:\(port)", authority: authority.certificate)
    }

    /// Lets a new process with a new certificate take over. The old one sends GOAWAY on its connections, and cuts what is
    /// left of them after three seconds.
    ///
    /// - Parameter rules: `http-request` rules, in HAProxy's words.
    func reload(_ rules: [String] = []) async throws {
        try await configure(rules)
        process.send(SIGUSR2)
        try await waitForConfiguration()
    }

    /// Has `rules` obeyed while `body` runs.
    func obeying(_ rules: [String], _ body: () async throws -> Void) async throws {
        try await reload(rules)
        try await body()
        try await reload()
    }

    private func configure(_ rules: [String]) async throws {
        let generation = generation.withLock { generation in
            generation += 1
            return generation
        }
        let certificate = try await authority.issue()
        let configuration = """
            global
              hard-stop-after 3s
            defaults
              mode http
              option http-no-delay
              timeout connect 5s
              timeout client 1h
              timeout server 1h
            frontend controller
              bind 127.0.0.1:\(port) ssl crt \(certificate) alpn h2,http/1.1
              http-request return status 200 content-type text/plain string \(generation) if { path /generation }
            \(rules.map { "  http-request \($0)\n" }.joined())
              default_backend server
            backend server
              server server \(upstream)

            """
        try configuration.write(toFile: "\(folder)/haproxy.cfg", atomically: true, encoding: .utf8)
    }

    private func waitForConfiguration() async throws {
        let expected = "\(generation.withLock { $0 })"
        // A connection of its own each time, which the old process does not answer.
        let arguments = ["-sS", "--max-time", "5", "--cacert", "\(folder)/authority.crt"]
        try await eventually("HAProxy has taken its configuration", within: .seconds(10)) {
            try await TestCluster.run("curl", arguments + ["https://127.0.0.1:\(port)/generation"]) == expected
                ? true : nil
        }
    }
}
