import KubernetesCore

/// What an object refers to by name.
struct ReferenceChecks {
    let object: ManifestObject
    let index: ManifestIndex

    var findings: [Finding] {
        let findings: [Finding?] =
            switch object.kind {
            case ServingAPI.modelDeployments.kind: modelFindings + deploymentFindings
            case ServingAPI.inferenceServices.kind: serviceFindings
            case ServingAPI.models.kind: [secret("spec.credentialsSecretRef")]
            default: []
            }
        return findings.compactMap { $0 }
    }

    private var modelFindings: [Finding?] {
        object.elements("spec.models").map(modelFinding)
    }

    private func modelFinding(_ field: FieldPath) -> Finding? {
        guard let name = object.text(field.member("name")) else { return nil }
        let models = index.models(name, in: object.namespace)
        guard !models.isEmpty else {
            return missing(ServingAPI.models, name, field.member("name"))
        }
        guard let version = object.value.value(at: field.member("version"))?.integer else { return nil }
        let versions = Set(models.compactMap { $0.value["spec"]?["version"]?.integer }).sorted()
        guard !versions.isEmpty, !versions.contains(version) else { return nil }
        let known = versions.map(String.init).joined(separator: ", ")
        return object.finding(
            .missingReference,
            field.member("version"),
            "Model \(name) has no version \(version) in these files, only \(known); correct it, or allow missing "
                + "references if the cluster has it"
        )
    }

    private var deploymentFindings: [Finding?] {
        let secrets =
            object.elements("spec.inferenceConfig.environment.imagePullSecrets").map(secret)
            + [secret("spec.inferenceConfig.source.credentialsSecretRef")]
        let field: FieldPath = "spec.computeTargetRef.name"
        guard let name = object.text(field),
            !index.contains(ServingAPI.computeTargets, ObjectKey(namespace: nil, name: name))
        else { return secrets }
        return secrets + [missing(ServingAPI.computeTargets, name, field)]
    }

    private var serviceFindings: [Finding?] {
        let deployments = object.elements("spec.traffic").map { $0.member("deployment") }.map { field -> Finding? in
            guard let name = object.text(field),
                !index.contains(ServingAPI.modelDeployments, ObjectKey(namespace: object.namespace, name: name))
            else { return nil }
            return missing(ServingAPI.modelDeployments, name, field)
        }
        return deployments + [secret("spec.auth.keysSecretRef"), secret("spec.expose.tlsSecretRef")]
    }

    private func secret(_ field: FieldPath) -> Finding? {
        let field = field.member("name")
        guard let name = object.text(field),
            index.inventory.secrets[ObjectKey(namespace: object.namespace, name: name)] == nil
        else { return nil }
        return object.finding(
            .missingReference,
            field,
            "Secret \(name) is not in these files; see that the cluster has it",
            severity: .warning
        )
    }

    private func missing(_ type: ResourceType, _ name: String, _ field: FieldPath) -> Finding {
        let namespace = type.isNamespaced ? object.namespace : nil
        let isStated = object.statedNamespace != nil
        let place = namespace.flatMap { isStated ? " in namespace \($0)" : nil } ?? ""
        let hint: String
        if let suggestion = index.names(type, in: namespace).closest(to: name) {
            hint = "; did you mean \(suggestion)?"
        } else if type.isNamespaced, let other = index.namespaces(type, havingName: name).first {
            hint =
                "; there is one in namespace \(other)"
                + (isStated ? "" : ", and what names none counts as in \(index.inventory.namespace): see --namespace")
        } else {
            hint = ""
        }
        let remedy = "add it, or allow missing references if the cluster has it"
        return object.finding(
            .missingReference,
            field,
            "there is no \(type.kind) \(name)\(place) in these files\(hint.isEmpty ? "; \(remedy)" : hint)",
            // Those who run the cluster make its ComputeTargets.
            severity: type.kind == ServingAPI.computeTargets.kind ? .warning : .error
        )
    }
}
