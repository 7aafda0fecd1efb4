import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore
import TestSupport
import Testing

extension EndToEnd {
    @Test("bad input is told by name with its remedy, mended at once, and disturbs nobody")
    func badInput() async throws {
        try await withExample { example in
            let other = Example(cluster: cluster, namespace: example.namespace, name: "bystander")
            try await cluster.apply(Self.bystander(), in: example.namespace)
            try await other.waitUntilReady()
            let undisturbed = try await other.root?.metadata.resourceVersion

            try await check(
                example,
                breaking: #"{"autoscale": {"minReplicas": 5, "maxReplicas": 2}}"#,
                .invalidSpec,
                says: "spec.autoscale.minReplicas: must not be higher than maxReplicas",
                isRuleOfServer: true,
                mending: #"{"autoscale": {"minReplicas": 1, "maxReplicas": 10}}"#
            )
            try await check(
                example,
                breaking: #"{"replicas": 3}"#,
                .invalidSpec,
                says: "spec.replicas: replicas excludes autoscaling",
                isRuleOfServer: true,
                mending: #"{"replicas": null}"#
            )
            try await check(
                example,
                breaking: #"{"inferenceConfig": {"source": {"configMapRef": {"name": "nowhere"}}}}"#,
                .configMapNotFound,
                says: "spec.inferenceConfig.source.configMapRef: ConfigMap nowhere does not exist",
                mending: #"{"inferenceConfig": {"source": {"configMapRef": {"name": "diabetes-code"}}}}"#
            )
            try await check(
                example,
                breaking: #"{"inferenceConfig": {"entryScript": "main.py"}}"#,
                .configMapKeyNotFound,
                says: "spec.inferenceConfig.entryScript: ConfigMap diabetes-code has no key main.py (it has score.py)",
                mending: #"{"inferenceConfig": {"entryScript": "score.py"}}"#
            )
            #expect(try await other.root?.metadata.resourceVersion == undisturbed)
        }
    }

    /// Breaks the spec, waits for the word of it, mends the spec, and waits for the word to be gone: each within 1 s. An API
    /// server that knows the rule itself refuses to have the spec broken.
    private func check(
        _ example: Example,
        breaking spec: String,
        _ reason: Reason,
        says message: String,
        isRuleOfServer: Bool = false,
        mending mended: String
    ) async throws {
        let pods = try await example.podIdentifiers
        let version = KubernetesVersion(try await cluster.client.serverVersion()) ?? .oldest
        if isRuleOfServer, version.knowsCEL {
            let refusal = try await #require(throws: CommandFailed.self) { try await example.patch(spec) }
            #expect(refusal.output.contains(message.drop { $0 != " " }))
            return
        }
        try await example.patch(spec)
        let ready = try await eventually("\(reason) is told", within: .seconds(1)) {
            let ready = try await example.condition("Ready")
            return ready?.status == .false && ready?.reason == reason.rawValue ? ready : nil
        }
        #expect(ready.message.contains(message), "\(ready.message)")
        #expect(try await example.root?.status?.state == .failed)
        try await example.patch(mended)
        try await eventually("it is mended", within: .seconds(1)) {
            let root = try await example.root
            let isCurrent = root?.status?.observedGeneration == root?.metadata.generation
            let isReady = try await example.condition("Ready")?.status == .true
            return isCurrent && isReady ? true : nil
        }
        #expect(try await example.podIdentifiers == pods, "what runs keeps running")
    }

    @Test("a missing ConfigMap counts from the moment on in which it is there")
    func lateConfigMap() async throws {
        try await ControllerProcess.run(in: cluster) { _ in
            try await cluster.withNamespace { namespace in
                let example = Example(cluster: cluster, namespace: namespace)
                let folder = "\(cluster.root)/examples/sklearn-diabetes"
                for file in ["deployment", "model", "code"] {
                    try await cluster.kubectl("apply", "-n", namespace, "-f", "\(folder)/\(file).yaml")
                }
                let ready = try await eventually("the missing ConfigMap is named") {
                    let ready = try await example.condition("Ready")
                    return ready?.reason == Reason.configMapNotFound.rawValue ? ready : nil
                }
                #expect(ready.message.contains("Model diabetes-1: spec.uri: ConfigMap diabetes-model does not exist"))
                #expect(try await example.condition("Reconciling")?.status == .true)
                try await cluster.kubectl("apply", "-n", namespace, "-f", "\(folder)/model-file.yaml")
                try await eventually("the pods are made", within: .seconds(1)) { try await example.deployment }
                try await example.waitUntilReady()
            }
        }
    }

    @Test("an unknown image is told with the pod, and a rollout to it takes nothing away")
    func unknownImage() async throws {
        try await withExample { example in
            try await example.patch(#"{"inferenceConfig": {"environment": {"image": "localhost/slipway/none:1"}}}"#)
            let failure = try await eventually("the failure is told", within: .seconds(20)) {
                let status = try await example.root?.status
                return status?.lastFailure?.reason == Reason.imagePullFailed.rawValue ? status?.lastFailure : nil
            }
            #expect(failure.container == "scoring")
            let ready = try #require(try await example.condition("Ready"))
            #expect(ready.status == .false)
            #expect(ready.message.contains("localhost/slipway/none:1"))
            #expect(ready.message.contains("spec.inferenceConfig.environment.image"))
            #expect(try await example.root?.status?.state == .unhealthy)
            #expect(try await example.root?.status?.readyReplicas == 1, "the old replica keeps serving")

            try await example.patch(#"{"inferenceConfig": {"environment": {"image": "localhost/slipway/scoring:1"}}}"#)
            try await eventually("the status is right after the fix", within: .seconds(1)) {
                let root = try await example.root
                let isCurrent = root?.status?.observedGeneration == root?.metadata.generation
                return isCurrent && root?.status?.state != .unhealthy ? true : nil
            }
            try await example.waitUntilReady()
        }
    }

    @Test("a script that raises is told with the exit code and its last words")
    func crashingScript() async throws {
        try await withExample { example in
            let code =
                #"{"data": {"score.py": "def init():\n    raise ValueError('no such feature')\ndef run(data):\n    return data\n"}}"#
            try await cluster.kubectl("patch", "-n", example.namespace, "cm/diabetes-code", "--type=merge", "-p", code)
            let failure = try await eventually("the crash is told", within: .seconds(30)) {
                let failure = try await example.root?.status?.lastFailure
                return failure?.reason == Reason.initFailed.rawValue ? failure : nil
            }
            #expect(failure.exitCode == 3)
            #expect(try await example.root?.status?.readyReplicas == 1, "the old replica keeps serving")
        }
    }

    /// A ModelDeployment beside the example, of the same files.
    static func bystander(_ name: String = "bystander", _ scaling: String = "replicas: 1") -> String {
        """
        apiVersion: serving.slipway.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: \(name)}
        spec:
          models: [{name: sklearn_regression_model}]
          inferenceConfig:
            entryScript: score.py
            source: {configMapRef: {name: diabetes-code}}
            environment: {image: "localhost/slipway/scoring:1"}
          \(scaling)
        """
    }
}
