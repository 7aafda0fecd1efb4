import ClusterTestSupport
import FoundationEssentials
import KubernetesCore

/// What the API server says of who asked it for what.
enum AuditLog {
    /// How long a steady state is watched: `SLIPWAY_STEADY_SECONDS`, 20 s if unset.
    static var steadyTime: Duration {
        .seconds(ProcessInfo.processInfo.environment["SLIPWAY_STEADY_SECONDS"].flatMap(Int.init) ?? 20)
    }

    /// What a leader asks for as long as nothing changes.
    static let renewal = "update leases slipway-system/slipway-controller"

    /// `verb resource` or `verb resource/subresource` of each finished request of a ServiceAccount, in order; with namespace
    /// and name for Leases and what is scaled.
    static func requests(of account: String, in cluster: TestCluster) async throws -> [String] {
        let path = ProcessInfo.processInfo.environment["SLIPWAY_TEST_AUDIT_LOG"] ?? ""
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailed(command: "reading SLIPWAY_TEST_AUDIT_LOG", output: "there is no file \(path)")
        }
        return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let event = try? JSONValue(parsing: line), event["stage"] == "ResponseComplete",
                event["user"]?["username"]?.string?.hasSuffix(":" + account) == true
            else { return nil }
            let object = event["objectRef"]
            let resource = [object?["resource"], object?["subresource"]].compactMap { $0?.string }.joined(
                separator: "/"
            )
            let request = "\(event["verb"]?.string ?? "") \(resource)"
            guard ["leases", "deployments/scale"].contains(resource) else { return request }
            return "\(request) \(object?["namespace"]?.string ?? "")/\(object?["name"]?.string ?? "")"
        }
    }
}
