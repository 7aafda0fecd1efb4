import KubernetesClient
import KubernetesCore
import ServingCore

/// The writes that Slipway sends for one new ModelDeployment, as the API server's audit log holds them.
struct Recording {
    private struct Write {
        let target: String
        let body: JSONValue
        let isOfChild: Bool
    }

    private let key: ObjectKey
    private let uid: String
    private let writes: [Write]

    /// Has Slipway carry out one ModelDeployment where the audit log holds whole requests.
    static func make(_ workload: Workload, _ arena: Arena, _ log: AuditLog) async throws -> Recording {
        let key = ObjectKey(namespace: Workload.recordedNamespace, name: "original")
        var position = try log.position()
        try await workload.create([key])
        try await arena.withSlipway { _ in
            _ = try await arena.untilReady()
            // Nothing tells that no further write follows, but for a while without one.
            repeat { try await Task.sleep(for: .seconds(2)) } while try await !workload.isComplete([key])
        }
        let entries = try log.entries(from: &position, by: Arena.slipwayUser)
        guard let root = try await workload.metadata(of: ServingAPI.modelDeployments).first else {
            throw Failure("the recorded ModelDeployment is gone")
        }
        try await workload.delete()
        return Recording(entries, of: root)
    }

    private init(_ entries: [AuditLog.Entry], of root: ObjectMeta) {
        key = root.key
        uid = root.uid
        writes = entries.filter { $0.isWrite && $0.isSuccess && $0.key == root.key }.compactMap { entry in
            guard let body = entry.body else { return nil }
            return Write(target: entry.target, body: body, isOfChild: !entry.target.contains("/status"))
        }
    }

    /// The same requests for another ModelDeployment.
    func requests(for root: ObjectMeta) -> [APIRequest] {
        writes.map { write in
            var request = APIRequest(.patch, path: text(write.target, root))
            request.contentType = "application/apply-patch+yaml"
            request.body = try? JSONValue(parsing: text(write.body.jsonText, root))
            return request
        }
    }

    /// The manifests of the children, with `$NAME` and `$NAMESPACE` in the places that differ.
    var childrenTemplate: JSONValue {
        let placeholder = ObjectMeta(name: "$NAME", namespace: "$NAMESPACE")
        let manifests = writes.filter(\.isOfChild).compactMap { write -> JSONValue? in
            var manifest = try? JSONValue(parsing: text(write.body.jsonText, placeholder))
            for field in ["ownerReferences", "resourceVersion"] { manifest?["metadata"]?[field] = nil }
            return manifest
        }
        return .array(manifests)
    }

    private func text(_ text: String, _ root: ObjectMeta) -> String {
        text.replacing(uid, with: root.uid)
            .replacing(key.namespace ?? "", with: root.namespace ?? "")
            .replacing(key.name, with: root.name)
    }
}
