import KubernetesCore

/// The types of the Secrets that an InferenceService refers to: the gateway looks for Secrets by their type alone.
struct SecretChecks {
    let object: ManifestObject
    let index: ManifestIndex

    var findings: [Finding] {
        guard object.kind == ServingAPI.inferenceServices.kind else { return [] }
        let needsKeys = object.value.value(at: "spec.auth.enabled") != false
        return [
            needsKeys
                ? finding("spec.auth.keysSecretRef", orElse: object.name.map { "\($0)-keys" }, KeysSecret.type) : nil,
            finding("spec.expose.tlsSecretRef", orElse: nil, TLSSecret.type),
        ].compactMap { $0 }
    }

    /// - Parameter orElse: the name of the Secret where the field is not given.
    private func finding(_ field: FieldPath, orElse name: String?, _ type: String) -> Finding? {
        let field = field.member("name")
        guard let name = object.text(field) ?? name,
            let given = index.inventory.secrets[ObjectKey(namespace: object.namespace, name: name)], given != type
        else { return nil }
        return object.finding(
            .wrongSecretType,
            field,
            "Secret \(name) has the type \(given) here, and is looked for by the type \(type); give it that type"
        )
    }
}
