import KubernetesCore
import ServingCore
import TestSupport
import YAML

/// A ModelDeployment with what it refers to.
struct ExampleDeployment {
    private let manifests: Manifests
    private let options: ServingOptions

    /// - Parameters:
    ///   - spec: members of the spec in YAML's flow style, besides the model and the code.
    ///   - variables: environmentVariables in YAML's flow style.
    ///   - annotations: of the ModelDeployment.
    ///   - script: the code.
    init(
        _ spec: String = "",
        variables: String = "{}",
        annotations: String = "{}",
        script: String = "def init(): pass",
        uri: String = "pvc://models/diabetes.pkl",
        options: ServingOptions = .example
    ) throws {
        self.options = options
        let added = spec.isEmpty ? "" : ", \(spec)"
        let text = """
            apiVersion: serving.slipway.dev/v1alpha1
            kind: ModelDeployment
            metadata: {name: diabetes, namespace: default, uid: u, generation: 1, annotations: \(annotations)}
            spec: {models: [{name: diabetes}], inferenceConfig: {entryScript: score.py, \
            source: {configMapRef: {name: code}}, environment: {image: scoring, environmentVariables: \(variables)}}\(added)}
            ---
            apiVersion: serving.slipway.dev/v1alpha1
            kind: Model
            metadata: {name: diabetes, namespace: default}
            spec: {version: 1, uri: "\(uri)"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: code, namespace: default}
            data: {score.py: "\(script)"}
            ---
            apiVersion: serving.slipway.dev/v1alpha1
            kind: ComputeTarget
            metadata: {name: default}
            spec: {clusterPurpose: DevTest}
            """
        manifests = Manifests(try YAMLDocument.parse(text.utf8).map(\.value))
    }

    var root: ModelDeployment {
        get throws { try manifests.all(ModelDeployment.self)[0] }
    }

    var resolved: ResolvedModelDeployment {
        get throws {
            let root = try root
            let resolution = try manifests.resolution(nodes: [], options)
            return try root.resolved(by: resolution, on: resolution.compute(for: root), over: ObservedChildren()).get()
        }
    }
}

extension Manifests {
    /// - Parameter text: one document.
    static func value(_ text: String) throws -> JSONValue { try YAMLDocument.parse(text.utf8)[0].value }

    /// - Parameter members: of a Deployment in YAML's flow style.
    static func deployment(_ members: String) throws -> Deployment {
        try JSONValueDecoder().decode(Deployment.self, from: value("{\(members)}"))
    }
}
