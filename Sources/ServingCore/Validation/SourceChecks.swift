import KubernetesCore

/// Where an object's files come from.
struct SourceChecks {
    let object: ManifestObject
    let index: ManifestIndex
    /// Whether a ConfigMap that is not in the files may be in the cluster.
    let allowsMissing: Bool

    var findings: [Finding] {
        switch object.kind {
        case ServingAPI.models.kind: uriFindings("spec.uri")
        case ServingAPI.modelDeployments.kind:
            uriFindings("spec.inferenceConfig.source.uri") + scriptFindings + codeFindings
        default: []
        }
    }

    private func uriFindings(_ field: FieldPath) -> [Finding] {
        guard let uri = object.text(field) else { return [] }
        if uri.hasPrefix("http://") {
            let problem = "nobody protects what comes over http://, and only a ComputeTarget with allowHTTP takes it"
            return [object.finding(.unprotectedURI, field, "\(problem); use https://", severity: .warning)]
        }
        return ConfigMapLocation(uri: uri).map { findings(configMap: $0.name, key: $0.key, field, keyField: field) }
            ?? []
    }

    /// Only a model whose framework is known can be served without code.
    private var codeFindings: [Finding] {
        let field: FieldPath = "spec.inferenceConfig"
        let references = object.elements("spec.models")
        guard let spec = object.value["spec"]?.object, (spec["inferenceConfig"] ?? .null) == .null,
            let first = references.first
        else { return [] }
        let problem: String?
        if references.count > 1 {
            problem = "is required with \(references.count) models: only a single one can be deployed without code"
        } else {
            problem = object.text(first.member("name")).flatMap { name in
                let version = object.value.value(at: first.member("version"))?.integer
                let models = index.models(name, in: object.namespace)
                let highest = models.compactMap { $0.value["spec"]?["version"]?.integer }.max()
                let model = models.first { $0.value["spec"]?["version"]?.integer == version ?? highest }
                guard let model, model.framework == Model.Framework.custom.rawValue else { return nil }
                return "is required, since Model \(model.name ?? name) has the framework Custom: add it, or set the "
                    + "Model's spec.framework"
            }
        }
        return problem.map { [object.finding(.codeRequired, field, $0, isKey: true)] } ?? []
    }

    private var scriptFindings: [Finding] {
        let config: FieldPath = "spec.inferenceConfig"
        let field: FieldPath = "spec.inferenceConfig.source.configMapRef.name"
        guard let name = object.text(field) else { return [] }
        let script = config.member("entryScript")
        return findings(configMap: name, key: object.text(script), field, keyField: script)
    }

    private func findings(
        configMap name: String,
        key: String?,
        _ field: FieldPath,
        keyField: FieldPath
    ) -> [Finding] {
        guard let keys = index.inventory.configMaps[ObjectKey(namespace: object.namespace, name: name)] else {
            if allowsMissing { return [] }
            let problem = "ConfigMap \(name) is not in these files; see that the cluster has it"
            return [object.finding(.missingReference, field, problem, severity: .warning)]
        }
        guard let key, !keys.contains(key) else { return [] }
        let problem = "ConfigMap \(name) has no key \(key)"
        let known = keys.sorted()
        let hint: String
        if let suggestion = known.closest(to: key) {
            hint = "; did you mean \(suggestion)?"
        } else if known.isEmpty {
            hint = ", and no other: add it"
        } else {
            hint = ", only \(known.prefix(10).joined(separator: ", ")); add it or correct the reference"
        }
        return [object.finding(.missingKey, keyField, problem + hint)]
    }
}

extension ManifestObject {
    fileprivate var framework: String {
        value["spec"]?["framework"]?.string ?? Model.Framework.custom.rawValue
    }
}
