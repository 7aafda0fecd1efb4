import ClusterTestSupport
import FoundationEssentials
import KubernetesCore

/// What the API server says of who asked it for what.
enum AuditLog {
    /// How long a steady state is watched: `SLIPWAY_STEADY_SECONDS`, 20 s if unset.
    static var steadyTime: Duration {
        .seconds(ProcessInfo.processInfo.environment["SLIPWAY_STEADY_SECONDS"].flatMap(Int.init) ?? 20)
    }

    /// `verb resource` of each finished request of a ServiceAccount, in order.
    static func requests(of account: String, in cluster: TestCluster) async throws -> [String] {
        let path = ProcessInfo.processInfo.environment["SLIPWAY_TEST_AUDIT_LOG"] ?? ""
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailed(command: "reading SLIPWAY_TEST_AUDIT_LOG", output: "there is no file \(path)")
        }
        return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let event = try? JSONValue(parsing: line), event["stage"] == "ResponseComplete",
                event["user"]?["username"]?.string?.hasSuffix(":" + account) == true
            else { return nil }
            return "\(event["verb"]?.string ?? "") \(event["objectRef"]?["resource"]?.string ?? "")"
        }
    }
}
