import ClusterTestSupport
import KubernetesCore

/// The test cluster's etcd, by way of its JSON gateway.
struct Etcd {
    private static let url = "http://127.0.0.1:2379/v3/"

    /// Forgets all but the newest state: who wants to know what was before has to begin anew (410).
    func compact() async throws {
        let status = try JSONValue(parsing: try await post("maintenance/status", "{}"))
        // 64-bit integers are strings in protobuf's JSON.
        let revision = status["header"]?["revision"]?.string ?? ""
        _ = try await post("kv/compaction", #"{"revision": "\#(revision)", "physical": true}"#)
    }

    private func post(_ path: String, _ body: String) async throws -> String {
        try await TestCluster.run("curl", ["-sS", "--fail", "--max-time", "30", Self.url + path, "-d", body])
    }
}
