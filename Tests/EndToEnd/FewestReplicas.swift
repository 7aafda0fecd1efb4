import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import Synchronization
import TestSupport

/// The fewest replicas that a Deployment ever had and wanted while something went on.
final class FewestReplicas: Sendable {
    private static let end = "slipway-tests/end"

    private struct Counts {
        var ready = Int64.max
        var wanted = Int64.max
        var hasSeenEnd = false
    }

    private let counts = Mutex(Counts())

    var ready: Int64 { counts.withLock { $0.ready } }
    var wanted: Int64 { counts.withLock { $0.wanted } }

    /// - Throws: what `body` does, or that not all of it was seen.
    func watching(_ example: Example, _ body: () async throws -> Void) async throws {
        let resourceVersion = try await example.deployment?["metadata"]?["resourceVersion"]?.string ?? ""
        let request = BuiltInTypes.deployments.watch(in: example.namespace, from: resourceVersion, timeoutSeconds: 300)
        let events = try await example.cluster.client.watch(request)
        let watching = Task {
            for try await case .modified(let object) in events
            where object["metadata"]?["name"] == .string(example.name) {
                counts.withLock { counts in
                    counts.ready = min(counts.ready, object["status"]?["readyReplicas"]?.integer ?? 0)
                    counts.wanted = min(counts.wanted, object["spec"]?["replicas"]?.integer ?? 0)
                    counts.hasSeenEnd = object["metadata"]?["annotations"]?[Self.end] != nil
                }
            }
        }
        defer { watching.cancel() }
        try await body()
        // A watch that has ended, or failed, would have seen nothing wrong.
        let deployment = "deployment/\(example.name)"
        try await example.cluster.kubectl("annotate", deployment, "-n", example.namespace, "\(Self.end)=seen")
        try await eventually("the watch sees the end", within: .seconds(10)) {
            counts.withLock(\.hasSeenEnd) ? true : nil
        }
    }
}
