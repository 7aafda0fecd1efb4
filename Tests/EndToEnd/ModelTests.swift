import ClusterTestSupport
import KubernetesCore
import ServingCore
import TestSupport
import Testing

extension EndToEnd {
    @Test("a new version rolls out by itself, and the old one may go")
    func newVersion() async throws {
        try await withExample { example in
            let namespace = example.namespace
            try await example.patch(#"{"models": [{"name": "sklearn_regression_model"}]}"#)
            try await eventually("the only version is the latest") {
                let status = try await model("diabetes-1", in: namespace)?.status
                return status?.latest == true && status?.usedBy == ["diabetes"] ? true : nil
            }
            let pods = try await example.podIdentifiers

            // Not to be deployed, since its file is not there.
            try await addVersion(2, in: namespace, uri: "configmap://elsewhere/model.pkl")
            try await eventually("a version without its file is not ready") {
                let status = try await model("diabetes-2", in: namespace)?.status
                return status?.conditions.contains { $0.reason == Reason.configMapNotFound.rawValue } == true
                    ? true : nil
            }
            #expect(try await example.root?.status?.modelVersions == ["sklearn_regression_model:1"])
            #expect(try await example.podIdentifiers == pods)

            try await addVersion(3, in: namespace)
            try await eventually("the new version is taken", within: .seconds(1)) {
                try await example.root?.status?.modelVersions?.first == "sklearn_regression_model:3" ? true : nil
            }
            #expect(
                try await model("diabetes-1", in: namespace)?.status?.usedBy == ["diabetes"],
                "its replicas still run"
            )
            try await eventually("the replicas are new, and ready") {
                let isReady = try await example.condition("Ready")?.status == .true
                return try await example.podIdentifiers.isDisjoint(with: pods) && isReady ? true : nil
            }
            #expect(try await model("diabetes-3", in: namespace)?.status?.usedBy == ["diabetes"])
            #expect(try await example.root?.status?.modelVersions == ["sklearn_regression_model:3"])
            try await cluster.kubectl("delete", "-n", namespace, "model/diabetes-1", "--timeout=5s")
        }
    }

    @Test("a model in use is not deleted before its last user is gone")
    func modelInUse() async throws {
        try await withExample { example in
            let namespace = example.namespace
            try await eventually("the finalizer is set") {
                try await model("diabetes-1", in: namespace)?.metadata.finalizers.isEmpty == false ? true : nil
            }
            try await cluster.kubectl("delete", "-n", namespace, "model/diabetes-1", "--wait=false")
            let ready = try await eventually("the status names the user") {
                let ready = try await model("diabetes-1", in: namespace)?.status?.conditions.first {
                    $0.type == "Ready"
                }
                return ready?.reason == Reason.inUse.rawValue ? ready : nil
            }
            #expect(ready.message.contains("used by ModelDeployment diabetes"))
            #expect(try await example.condition("Ready")?.status == .true, "the user goes on")
            try await cluster.kubectl("delete", "-n", namespace, "mdep/diabetes")
            try await eventually("then it goes", within: .seconds(5)) {
                try await model("diabetes-1", in: namespace) == nil ? true : nil
            }
        }
    }

    @Test("a version is registered once, and does not change")
    func registration() async throws {
        try await withExample { example in
            let namespace = example.namespace
            let pods = try await example.podIdentifiers
            try await addVersion(1, in: namespace, name: "again")
            let ready = try await eventually("the younger one is refused") {
                let ready = try await model("again", in: namespace)?.status?.conditions.first { $0.type == "Ready" }
                return ready?.reason == Reason.duplicateVersion.rawValue ? ready : nil
            }
            #expect(ready.message.contains("is Model diabetes-1, which is older"))

            let patch = #"{"spec": {"uri": "configmap://elsewhere/model.pkl"}}"#
            do {
                try await cluster.kubectl("patch", "-n", namespace, "model/diabetes-1", "--type=merge", "-p", patch)
            } catch let refused as CommandFailed {
                // A server that knows CEL does not even take the change.
                #expect(refused.output.contains("a registered version does not change"))
                return
            }
            try await eventually("the change is refused") {
                let conditions = try await model("diabetes-1", in: namespace)?.status?.conditions ?? []
                return conditions.contains { $0.reason == Reason.versionChanged.rawValue } ? true : nil
            }
            try await eventually("its user says so") {
                try await example.condition("Ready")?.reason == Reason.modelNotReady.rawValue ? true : nil
            }
            #expect(try await example.podIdentifiers == pods, "what runs keeps running")
        }
    }

    private func model(_ name: String, in namespace: String) async throws -> Model? {
        let object = try await cluster.object(ServingAPI.models, namespace, name)
        return try object.map { try JSONValueDecoder().decode(Model.self, from: $0) }
    }

    private func addVersion(
        _ version: Int,
        in namespace: String,
        name: String? = nil,
        uri: String = "configmap://diabetes-model/sklearn_regression_model.pkl"
    ) async throws {
        let manifest = """
            apiVersion: serving.slipway.dev/v1alpha1
            kind: Model
            metadata: {name: \(name ?? "diabetes-\(version)")}
            spec: {modelName: sklearn_regression_model, version: \(version), uri: "\(uri)"}
            """
        try await cluster.apply(manifest, in: namespace)
    }
}
