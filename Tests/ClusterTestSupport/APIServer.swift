import FoundationEssentials

/// Stops and starts the API server of the test cluster.
package struct APIServer: Sendable {
    private let command = ProcessInfo.processInfo.environment["SLIPWAY_TEST_CLUSTER"] ?? ""

    package init() {}

    /// Kills it, and not the one of another cluster on this machine.
    package func stop() async throws {
        let arguments = ["--listening", "--tcp", "--processes", "--no-header", "sport = 6443"]
        let listeners = try await TestCluster.run("ss", arguments)
        guard let identifier = listeners.firstMatch(of: /"kube-apiserver",pid=(\d+)/)?.output.1 else {
            throw CommandFailed(command: "looking for the API server", output: listeners)
        }
        _ = try await TestCluster.run("kill", ["-KILL", String(identifier)])
    }

    package func start() async throws {
        _ = try await TestCluster.run("bash", [command, "up"])
    }

    /// The server is there again afterwards, whatever happens: all other tests need it.
    package func whileDown(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            try await start()
            throw error
        }
        try await start()
    }
}
