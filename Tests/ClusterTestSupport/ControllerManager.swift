import TestSupport

/// Kubernetes' own controllers in the test cluster, its garbage collector among them.
package struct ControllerManager: Sendable {
    package init() {}

    /// Nothing is forgotten: afterwards they catch up.
    package func whilePaused(_ body: () async throws -> Void) async throws {
        let process = try await TestCluster.process(listeningOn: 10257)
        _ = try await TestCluster.run("kill", ["-STOP", process])
        try await withCleanUp(body) { _ = try await TestCluster.run("kill", ["-CONT", process]) }
    }
}
