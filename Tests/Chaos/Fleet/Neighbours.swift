import ClusterTestSupport
import KubernetesCore
import TestSupport

/// Objects of other people whose names are almost those of the fleet, and which nobody may touch.
struct Neighbours: Sendable {
    private static let names = ["model", "model-0-canary", "model-00"]

    let cluster: TestCluster
    let namespace: String
    private var versions: [String: JSONValue] = [:]

    /// Makes them, and remembers their state once Kubernetes' own controllers are done with them.
    init(in namespace: String, of cluster: TestCluster) async throws {
        self.cluster = cluster
        self.namespace = namespace
        for name in Self.names {
            let image = "--image=localhost/slipway/pause:1"
            try await cluster.kubectl("create", "deployment", name, image, "--replicas=0", "-n", namespace)
            try await cluster.kubectl("create", "service", "clusterip", name, "--tcp=80:80", "-n", namespace)
            try await eventually("the Deployment is observed") {
                let deployment = try await cluster.object(BuiltInTypes.deployments, namespace, name)
                let conditions = deployment?["status"]?["conditions"]?.array ?? []
                return conditions.contains { $0["reason"] == "NewReplicaSetAvailable" } ? true : nil
            }
        }
        versions = try await current
    }

    /// Those that are not as they were.
    var touched: [String] {
        get async throws {
            let current = try await current
            return versions.filter { current[$0.key] != $0.value }.map { "\($0.key) of somebody else was touched" }
        }
    }

    private var current: [String: JSONValue] {
        get async throws {
            var versions: [String: JSONValue] = [:]
            for type in [BuiltInTypes.deployments, BuiltInTypes.services] {
                for name in Self.names {
                    let object = try await cluster.object(type, namespace, name)
                    versions["\(type.kind) \(name)"] = object?["metadata"]?["resourceVersion"] ?? .null
                }
            }
            return versions
        }
    }
}
