import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore
import TestSupport

/// Objects as no test of one feature makes them: many, large, strange.
extension Fault {
    static let objects = [
        Fault("10,000 events in a burst") { trial in
            try await trial.withController { _ in
                let crowd = Crowd(in: trial.fleet.namespace, of: trial.cluster, size: 1000)
                try await trial.strike(edits: 20, within: .seconds(10)) { _ in try await crowd.change(times: 9000) }
                try await trial.strike { _ in try await crowd.delete() }
            }
        },
        Fault("40 ConfigMaps of 1 MB made, changed and deleted") { trial in
            try await trial.withController { _ in
                let crowd = Crowd(in: trial.fleet.namespace, of: trial.cluster, size: 40, bytes: 1_000_000)
                try await trial.strike { _ in try await crowd.change(times: 80) }
                try await trial.strike { _ in try await crowd.delete() }
            }
        },
        Fault("ModelDeployments with annotations of 250 KB and fields of a later version") { trial in
            try await trial.withController { _ in
                try await withLaterDefinition(of: ServingAPI.modelDeployments, in: trial.cluster) {
                    let bulk = String(repeating: "x", count: 250_000)
                    for value in [JSONValue.string(bulk), .null] {
                        try await trial.strike { _ in
                            try await trial.fleet.patchAll([
                                "metadata": ["annotations": ["example.com/bulk": value]],
                                "spec": ["fieldOfALaterVersion": value == .null ? .null : ["depth": [1, "two"]]],
                            ])
                        }
                    }
                }
            }
        },
    ]

    /// Has the API server keep fields of the spec that this version does not know.
    private static func withLaterDefinition(
        of type: ResourceType,
        in cluster: TestCluster,
        _ body: () async throws -> Void
    ) async throws {
        let field = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/x-kubernetes-preserve-unknown-fields"
        func patch(_ operation: String) async throws {
            let patch = #"[{"op": "\#(operation)", "path": "\#(field)", "value": true}]"#
            try await cluster.kubectl("patch", "crd", type.qualifiedPlural, "--type=json", "-p", patch)
        }
        try await patch("add")
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        try await patch("remove")
        try outcome.get()
    }
}
