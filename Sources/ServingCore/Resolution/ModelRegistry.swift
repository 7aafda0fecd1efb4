package import KubernetesCore

/// The Models of a namespace: which of them can be deployed, and which one a reference means.
package struct ModelRegistry: Sendable {
    /// Why a Model cannot be deployed.
    package struct Refusal: Error, Hashable, Sendable {
        let reason: Reason
        /// Without the Model's name.
        let message: String
    }

    /// Oldest first, so that of two Models for one version the first one counts.
    private let models: [Model]
    private let configMaps: [String: ConfigMap]

    /// - Parameters:
    ///   - models: at least all of the names that are asked for.
    ///   - configMaps: by name, at least those that the models refer to.
    package init(models: [Model], configMaps: [String: ConfigMap]) {
        self.models = models.sorted { left, right in
            (left.metadata.creationTimestamp?.seconds ?? 0, left.metadata.name)
                < (right.metadata.creationTimestamp?.seconds ?? 0, right.metadata.name)
        }
        self.configMaps = configMaps
    }

    /// Where the Model's file is.
    ///
    /// - Throws: why the Model cannot be deployed.
    package func file(of model: Model) throws(Refusal) -> ResolvedModelDeployment.ModelFile {
        if !model.violations.isEmpty { throw Refusal(reason: .invalidSpec, message: model.violations.sentence) }
        let changed = model.changesSinceRegistration
        if !changed.isEmpty { throw Refusal(reason: .versionChanged, message: changed.sentence) }
        if let holder = holder(of: model.name, model.spec.version), holder.metadata.name != model.metadata.name {
            let message =
                "version \(model.spec.version) of \(model.name) is Model \(holder.metadata.name), which is older; delete one "
                + "of the two, or raise spec.version"
            throw Refusal(reason: .duplicateVersion, message: message)
        }
        let spec = model.spec
        if let wish = FileLocation.unmetWish(uri: spec.uri, sha256: spec.sha256, unpack: spec.unpack, below: "spec") {
            throw Refusal(reason: .unsupported, message: wish)
        }
        let location = FileLocation(
            uri: spec.uri,
            sha256: spec.sha256,
            unpack: spec.unpack,
            secret: spec.credentialsSecretRef?.name
        )
        return ResolvedModelDeployment.ModelFile(
            name: model.name,
            version: spec.version,
            framework: spec.framework,
            location: location,
            content: location.content(try digests(at: location))
        )
    }

    /// Of the ConfigMap that a file is in.
    private func digests(at location: FileLocation) throws(Refusal) -> [String: String] {
        guard case .configMap(let name, let key?) = location else { return [:] }
        guard let configMap = configMaps[name] else {
            let message =
                "spec.uri: ConfigMap \(name) does not exist in this namespace; create it or correct the reference"
            throw Refusal(reason: .configMapNotFound, message: message)
        }
        guard configMap.digests[key] != nil else {
            let message =
                "spec.uri: ConfigMap \(name) has no key \(key)\(configMap.keySentence); add the key or correct the uri"
            throw Refusal(reason: .configMapKeyNotFound, message: message)
        }
        return configMap.digests
    }

    /// The highest version of `name` that can be deployed and is not about to go.
    package func latest(named name: String) -> Model? {
        versions(of: name).filter { $0.metadata.deletionTimestamp == nil && (try? file(of: $0)) != nil }
            .max { $0.spec.version < $1.spec.version }
    }

    /// The Model that a reference means: its version, or else the latest one; if none can be deployed the highest, whose
    /// status says why.
    func model(for reference: ModelDeployment.ModelReference) -> Model? {
        guard let version = reference.version else {
            return latest(named: reference.name)
                ?? versions(of: reference.name).max { $0.spec.version < $1.spec.version }
        }
        return holder(of: reference.name, version)
    }

    func versions(of name: String) -> [Model] { models.filter { $0.name == name } }

    /// The oldest Model for a version.
    private func holder(of name: String, _ version: Int) -> Model? {
        models.first { $0.name == name && $0.spec.version == version }
    }

    /// The names of the ModelDeployments that run `model` or are about to, sorted.
    package func users(of model: Model, among deployments: [ModelDeployment]) -> [String] {
        let isLatest = latest(named: model.name)?.metadata.name == model.metadata.name
        let isHolder = holder(of: model.name, model.spec.version)?.metadata.name == model.metadata.name
        let title = "\(model.name):\(model.spec.version)"
        return deployments.filter { deployment in
            guard isHolder else { return false }
            if deployment.status?.modelVersions?.contains(title) == true { return true }
            return deployment.spec.models.contains { reference in
                reference.name == model.name
                    && (reference.version.map { $0 == model.spec.version } ?? isLatest)
            }
        }.map(\.metadata.name).sorted()
    }
}

extension Model {
    /// What has been changed of all that must not change.
    var changesSinceRegistration: [Violation] {
        guard let registered = status?.registered else { return [] }
        return Model.specSchema.transitionViolations(from: registered.json, to: registration.json, at: "spec")
    }

    /// What must not change, as it is now.
    var registration: ModelStatus.Registered {
        ModelStatus.Registered(
            modelName: name,
            version: spec.version,
            uriDigest: Digest.hexadecimal(of: spec.uri.utf8),
            sha256: spec.sha256,
            properties: spec.properties
        )
    }
}

extension ModelStatus.Registered {
    fileprivate var json: JSONValue {
        var json: JSONValue = [
            "modelName": .string(modelName), "version": .integer(Int64(version)), "uri": .string(uriDigest),
        ]
        json["sha256"] = sha256.map(JSONValue.string)
        json["properties"] = properties.map { JSONValue($0) }
        return json
    }
}

extension ConfigMap {
    /// The first of its keys, for messages.
    var keySentence: String {
        let keys = digests.keys.sorted().prefix(10)
        return keys.isEmpty ? "" : " (it has \(keys.joined(separator: ", ")))"
    }
}
