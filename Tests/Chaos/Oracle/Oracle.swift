import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore
import TestSupport

/// Knows what the cluster has to look like, from the manifests alone.
struct Oracle: Sendable {
    private let fleet: Fleet
    private let versions: ServedVersions
    private let kubernetesVersion: KubernetesVersion

    init(_ fleet: Fleet) async throws {
        self.fleet = fleet
        kubernetesVersion = KubernetesVersion(try await fleet.cluster.client.serverVersion()) ?? .oldest
        versions = ServedVersions(for: kubernetesVersion)
    }

    private var childTypes: [ResourceType] {
        [
            BuiltInTypes.networkPolicies, BuiltInTypes.deployments, BuiltInTypes.services,
            versions.horizontalPodAutoscalers, versions.podDisruptionBudgets,
        ]
    }

    /// Waits until everything is right.
    ///
    /// - Returns: what is still wrong after `limit`, by the member's name; nothing once all is right.
    /// - Throws: why the cluster could not be asked, where nothing is known to be wrong.
    func differences(after limit: Duration) async throws -> [String: String] {
        var last: [String: String] = [:]
        do {
            try await eventually("everything is right", within: limit) {
                last = try await differences()
                return last.isEmpty ? true : nil
            }
        } catch {
            if last.isEmpty { throw error }
        }
        return last
    }

    /// For each member that is not as `slipway render` says, or whose status is behind: what is wrong first.
    func differences() async throws -> [String: String] {
        let rendering = Rendering(
            of: fleet.manifests,
            namespace: fleet.namespace,
            for: kubernetesVersion,
            ServingOptions(image: "of no concern: the fleet's models are mounted")
        )
        if let remark = rendering.remarks.first { return ["manifests": remark.message] }
        let roots = try await objects(ServingAPI.modelDeployments)
        var children: [String: [String: JSONValue]] = [:]
        for type in childTypes { children[type.kind] = try await objects(type) }

        var differences: [String: String] = [:]
        for object in rendering.objects {
            guard let kind = object["kind"]?.string, let name = object["metadata"]?["name"]?.string else { continue }
            guard let live = children[kind]?[name], live.isControlled(by: roots[name]) else {
                differences[name] = "\(kind) is missing"
                continue
            }
            if let field = object.firstDifference(from: live) { differences[name] = "\(kind) differs in \(field)" }
        }
        // `slipway render` says nothing of replicas, which belong to scalers, except while there are to be none.
        for member in fleet.members where member.isSuspended {
            if children["Deployment"]?[member.name]?["spec"]?["replicas"] != 0 {
                differences[member.name] = "Deployment has replicas although it is suspended"
            }
        }
        for (name, root) in roots {
            let status = root["status"]
            if status?["observedGeneration"] != root["metadata"]?["generation"] {
                differences[name] = "its status is about an older generation"
            } else if status?["modelVersions"]?.array?.contains("\(Fleet.model):1") != true {
                differences[name] = "its status does not name the model"
            }
        }
        return differences
    }

    /// Writes of Deployments that nobody needed, since everything was last right. To be asked when it is so again.
    func surplusWrites() async throws -> [String] {
        let surplus = fleet.settle(try await objects(BuiltInTypes.deployments))
        return surplus.sorted { $0.key < $1.key }.flatMap { name, count in
            (0..<count).map { _ in "Deployment \(name) was written once more than needed" }
        }
    }

    /// Children that are one too many.
    func duplicates() async throws -> [String] {
        var duplicates: [String] = []
        let roots = try await objects(ServingAPI.modelDeployments)
        for type in childTypes {
            // kubectl as it is, since the client leaves out managedFields.
            let path = type.list(in: fleet.namespace, ListOptions(selection: Labels.selection)).target
            let list = try JSONValue(parsing: try await fleet.cluster.kubectl("get", "--raw", path))
            for child in list["items"]?.array ?? [] {
                let name = child["metadata"]?["name"]?.string ?? ""
                if !child.isControlled(by: roots[name]) { duplicates.append("\(type.kind) \(name) is an orphan") }
                let managers = child["metadata"]?["managedFields"]?.array ?? []
                if managers.count(where: { $0["manager"] == "slipway" }) != 1 {
                    duplicates.append("\(type.kind) \(name) has several entries of the field manager slipway")
                }
            }
        }
        return duplicates
    }

    /// By name.
    private func objects(_ type: ResourceType) async throws -> [String: JSONValue] {
        var objects: [String: JSONValue] = [:]
        _ = try await fleet.cluster.client.page(of: type, in: fleet.namespace, ListOptions()) { object in
            objects[object["metadata"]?["name"]?.string ?? ""] = object
        }
        return objects
    }
}

extension JSONValue {
    fileprivate func isControlled(by root: JSONValue?) -> Bool {
        guard let uid = root?["metadata"]?["uid"] else { return false }
        return self["metadata"]?["ownerReferences"]?.array?.contains { $0["uid"] == uid } == true
    }
}
