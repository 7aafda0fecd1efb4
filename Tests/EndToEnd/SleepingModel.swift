/// A model that works on each request for as many seconds as the request says, and on one at a time.
enum SleepingModel {
    /// - Parameters:
    ///   - name: of the ModelDeployment and all that belongs to it.
    ///   - spec: lines of the ModelDeployment's spec, besides the model and the code.
    static func manifests(_ name: String, _ spec: String) -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: \(name)}
        data:
          score.py: |
            import time
            def init(): pass
            def run(seconds):
                time.sleep(float(seconds))
                return "slept"
        ---
        apiVersion: serving.slipway.dev/v1alpha1
        kind: Model
        metadata: {name: \(name)}
        spec: {version: 1, uri: "configmap://\(name)/score.py"}
        ---
        apiVersion: serving.slipway.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: \(name)}
        spec:
          models: [{name: \(name)}]
          inferenceConfig:
            entryScript: score.py
            source: {configMapRef: {name: \(name)}}
            environment: {image: "localhost/slipway/scoring:1"}
          resources: {requests: {cpu: 20m, memory: 100Mi}}
          \(spec.replacing("\n", with: "\n  "))

        """
    }
}
