import FoundationEssentials
import TestSupport

/// Stops and starts the API server of the test cluster.
package struct APIServer: Sendable {
    private let command = ProcessInfo.processInfo.environment["SLIPWAY_TEST_CLUSTER"] ?? ""

    package init() {}

    /// Kills it.
    package func stop() async throws {
        _ = try await TestCluster.run("kill", ["-KILL", TestCluster.process(listeningOn: 6443)])
    }

    package func start() async throws {
        _ = try await TestCluster.run("bash", [command, "up"])
    }

    /// The server is there again afterwards, whatever happens: all other tests need it.
    package func whileDown(_ body: () async throws -> Void) async throws {
        try await withCleanUp(body, cleanUp: start)
    }
}
