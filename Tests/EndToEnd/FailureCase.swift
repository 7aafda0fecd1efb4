/// A ModelDeployment that fails in a way of its own, and what its status says then, word for word.
struct FailureCase: Sendable {
    /// One thing that the status is to say on the way.
    struct Evidence: Sendable {
        var state = "Unhealthy"
        let reason: String
        /// Of the `Ready` condition; `POD` is the pod's name, `REGISTRY` the test's registry.
        let message: String
        var container: String?
        /// Any of these; nil where no container has ended.
        var exitCodes: [Int?] = [nil]
    }

    let name: String
    /// What a model of its own is made of, in JSON; nil for that of the example.
    let model: String?
    /// The entry script; nil for that of the example.
    let code: String?
    let image: String
    /// Inside `spec.inferenceConfig.environment`, in JSON after a comma.
    let environment: String
    let resources: String
    /// Further fields of the spec, in JSON after a comma.
    let spec: String
    /// Further objects, in YAML.
    let objects: [String]
    /// Whether it is waited for until it serves after it has been mended.
    let isServedInTheEnd: Bool
    /// Kubelets before 1.21 see a failed startup probe only when something else about the pod changes.
    let needsNudges: Bool
    /// What `spec.podTemplate` becomes when it is mended.
    let mendedTemplate: String
    /// In order; the status may say other things in between.
    let evidence: [Evidence]

    init(
        _ name: String,
        model: String? = nil,
        code: String? = nil,
        image: String = "localhost/slipway/scoring:1",
        environment: String = "",
        resources: String = #"{"requests": {"cpu": "20m", "memory": "64Mi"}}"#,
        spec: String = "",
        objects: [String] = [],
        isServedInTheEnd: Bool = false,
        needsNudges: Bool = false,
        mendedTemplate: String = "null",
        _ evidence: Evidence...
    ) {
        self.name = name
        self.model = model
        self.code = code.map { $0 + "\ndef run(data):\n    return data\n" }
        self.image = image
        self.environment = environment
        self.resources = resources
        self.spec = spec
        self.objects = objects
        self.isServedInTheEnd = isServedInTheEnd
        self.needsNudges = needsNudges
        self.mendedTemplate = mendedTemplate
        self.evidence = evidence
    }

    /// The ModelDeployment, and all that belongs to it.
    ///
    /// - Parameter servers: the addresses that words like `REGISTRY` stand for.
    func manifests(_ servers: [String: String]) -> String {
        let object = model.map { model in
            """
            apiVersion: serving.slipway.dev/v1alpha1
            kind: Model
            metadata: {name: \(name)}
            spec: \(model)
            """
        }
        let script = code.map { code in
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: \(name)-code}
            data:
              score.py: |
            \(code.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(separator: "\n"))
            """
        }
        let root = """
            apiVersion: serving.slipway.dev/v1alpha1
            kind: ModelDeployment
            metadata: {name: \(name)}
            spec: {"models": [{"name": "\(model == nil ? "sklearn_regression_model" : name)"}], "inferenceConfig": {"entryScript": "score.py",
              "source": {"configMapRef": {"name": "\(code == nil ? "diabetes" : name)-code"}},
              "environment": {"image": "\(image)"\(environment)}},
              "replicas": 1, "resources": \(resources)\(spec)}
            """
        return (objects + [script, object, root].compactMap { $0 }).joined(separator: "\n---\n").replacing(servers)
    }

    /// What mends it: a JSON merge patch of the spec.
    var mended: String {
        """
        {"podTemplate": \(mendedTemplate), "rollout": null, "livenessProbe": null,
         "resources": {"requests": {"cpu": "10m"}, "limits": null},
         "inferenceConfig": {"source": {"configMapRef": {"name": "diabetes-code"}},
          "environment": {"image": "localhost/slipway/scoring:1", "imagePullSecrets": null,
           "environmentVariables": null}}, "models": [{"name": "sklearn_regression_model"}]}
        """
    }
}

extension String {
    /// With every key replaced by what it stands for.
    func replacing(_ words: [String: String]) -> String {
        words.reduce(self) { $0.replacing($1.key, with: $1.value) }
    }
}
