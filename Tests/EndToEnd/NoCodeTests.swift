import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import TestSupport
import Testing

extension EndToEnd {
    @Test("models are served without code, from a claim as well, and wrong requests are told what is wrong")
    func noCode() async throws {
        try await ControllerProcess.run(in: cluster) { _ in
            try await cluster.withNamespace { namespace in
                try await cluster.kubectl(
                    "apply",
                    "-n",
                    namespace,
                    "-f",
                    "\(cluster.root)/examples/sklearn-diabetes/model-file.yaml"
                )
                try await cluster.apply(Self.models, in: namespace)
                let sklearn = Example(cluster: cluster, namespace: namespace, name: "sklearn")
                let onnx = Example(cluster: cluster, namespace: namespace, name: "onnx")
                try await sklearn.waitUntilReady()
                try await onnx.waitUntilReady()

                let rows = #"[[1,2,3,4,5,6,7,8,9,10],[10,9,8,7,6,5,4,3,2,1]]"#
                for body in [#"{"data": \#(rows)}"#, #"{"data": \#(rows), "method": "predict"}"#] {
                    let answer = try await score(sklearn, body)
                    let predictions = (answer["predict"]?.array ?? []).compactMap(\.double)
                    try #require(predictions.count == 2)
                    #expect((5215.098...5215.298).contains(predictions[0]))
                    #expect((3726.895...3727.095).contains(predictions[1]))
                }
                for (body, problem) in [
                    ("[]", "must be a JSON object"), ("not JSON", "is not JSON"),
                    (#"{"data": [[1]]}"#, "10 values each"),
                    (#"{"data": \#(rows), "method": "predict_proba"}"#, "one of predict"),
                    (#"{"data": [[1],[2,3]]}"#, "of the same length"),
                ] {
                    let answer = try await score(sklearn, body)
                    #expect(answer["message"]?.string?.contains(problem) == true, "\(body): \(answer.jsonText)")
                }

                let answer = try await score(onnx, #"{"data": [[1, 2], [3, 4]]}"#)
                #expect(answer == ["sum": [3.0, 7.0], "type": "float32"])
                #expect(try await score(onnx, #"{"data": {"x": [[1, 1]]}}"#)["sum"] == [2.0])
                let wrong = try await score(onnx, #"{"data": {"y": [[1]]}}"#)
                #expect(wrong["message"]?.string?.contains("the inputs are x") == true)
            }
        }
    }

    private func score(_ example: Example, _ body: String) async throws -> JSONValue {
        let answer = try await example.request("/score", body: body)
        return try #require(try? JSONValue(parsing: answer), "\(body): \(answer)")
    }

    /// The image has no onnxruntime. What stands in for it has the few functions that the script calls.
    private static let models = """
        apiVersion: serving.slipway.dev/v1alpha1
        kind: Model
        metadata: {name: sklearn}
        spec: {version: 1, framework: ScikitLearn, uri: "configmap://diabetes-model/sklearn_regression_model.pkl"}
        ---
        apiVersion: serving.slipway.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: sklearn}
        spec:
          models: [{name: sklearn}]
          resources: {requests: {cpu: 20m, memory: 100Mi}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: stand-in}
        data:
          model.onnx: weights
          onnxruntime.py: |
            class Tensor:
                def __init__(self, name, type):
                    self.name, self.type = name, type
            def get_available_providers():
                return ["CPUExecutionProvider"]
            class InferenceSession:
                def __init__(self, path, providers):
                    assert open(path).read() == "weights" and providers == ["CPUExecutionProvider"]
                def get_inputs(self):
                    return [Tensor("x", "tensor(float)")]
                def get_outputs(self):
                    return [Tensor("sum", "tensor(float)"), Tensor("type", "tensor(string)")]
                def run(self, outputs, inputs):
                    return [inputs["x"].sum(axis=1), str(inputs["x"].dtype)]
        ---
        apiVersion: serving.slipway.dev/v1alpha1
        kind: Model
        metadata: {name: onnx}
        spec: {version: 1, framework: Onnx, uri: "configmap://stand-in/model.onnx"}
        ---
        apiVersion: serving.slipway.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: onnx}
        spec:
          models: [{name: onnx}]
          resources: {requests: {cpu: 20m, memory: 100Mi}}
          podTemplate:
            env: [{name: PYTHONPATH, value: /stand-in}]
            volumes: [{name: stand-in, configMap: {name: stand-in}}]
            volumeMounts: [{name: stand-in, mountPath: /stand-in}]

        """
}
