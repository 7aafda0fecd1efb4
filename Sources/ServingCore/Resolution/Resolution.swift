package import KubernetesCore

/// Finds what a ModelDeployment refers to.
package struct Resolution: Sendable {
    /// Why a reference leads nowhere: a reason of the catalogue, and which object and field to mend.
    package struct Failure: Error, Hashable, Sendable {
        package let reason: Reason
        package let message: String

        /// Whether it is enough that somebody makes an object.
        var isMissingObject: Bool { reason != .unsupported }
    }

    /// The Models of the ModelDeployment's namespace, at least those that it names.
    private let models: [Model]
    /// The ConfigMaps of the namespace by name, at least those that it and its Models refer to.
    private let configMaps: [String: ConfigMap]

    package init(models: [Model], configMaps: [String: ConfigMap]) {
        self.models = models
        self.configMaps = configMaps
    }

    package func resolve(_ deployment: ModelDeployment) throws(Failure) -> ResolvedModelDeployment {
        var files: [ResolvedModelDeployment.ModelFile] = []
        for (index, reference) in deployment.spec.models.enumerated() {
            files.append(try file(of: reference, at: FieldPath("spec.models").index(index)))
        }
        guard let config = deployment.spec.inferenceConfig else {
            throw Failure(
                reason: .unsupported,
                message: "spec.inferenceConfig: is required, since deployment without code is not supported yet"
            )
        }
        return ResolvedModelDeployment(
            metadata: deployment.metadata,
            spec: deployment.spec,
            models: files,
            source: try source(of: config),
            config: config
        )
    }

    private func file(
        of reference: ModelDeployment.ModelReference,
        at path: FieldPath
    ) throws(Failure) -> ResolvedModelDeployment.ModelFile {
        let model = try Model.find(reference, among: models, at: path)
        guard let location = ConfigMapLocation(uri: model.spec.uri) else {
            throw Failure(
                reason: .unsupported,
                message: "Model \(model.metadata.name): spec.uri: \(model.spec.uri) is not supported yet; "
                    + "use configmap://NAME/KEY"
            )
        }
        let use = "Model \(model.metadata.name): spec.uri: "
        guard let digest = try configMap(location.name, use: use).digests[location.key] else {
            throw Failure(
                reason: .configMapKeyNotFound,
                message: use + "ConfigMap \(location.name) has no key \(location.key)\(keys(of: location.name)); "
                    + "add the key or correct the uri"
            )
        }
        return ResolvedModelDeployment.ModelFile(
            name: model.name,
            version: model.spec.version,
            configMap: location.name,
            key: location.key,
            digest: digest
        )
    }

    private func source(
        of config: ModelDeployment.InferenceConfig
    ) throws(Failure) -> ResolvedModelDeployment.SourceFiles {
        guard let name = config.source.configMapRef?.name else {
            throw Failure(
                reason: .unsupported,
                message: "spec.inferenceConfig.source.uri: is not supported yet; use configMapRef"
            )
        }
        let configMap = try configMap(name, use: "spec.inferenceConfig.source.configMapRef: ")
        guard configMap.digests[config.entryScript] != nil else {
            throw Failure(
                reason: .configMapKeyNotFound,
                message: "spec.inferenceConfig.entryScript: ConfigMap \(name) has no key \(config.entryScript)"
                    + "\(keys(of: name)); add the file or correct entryScript"
            )
        }
        return ResolvedModelDeployment.SourceFiles(configMap: name, digests: configMap.digests)
    }

    private func configMap(_ name: String, use: String) throws(Failure) -> ConfigMap {
        guard let configMap = configMaps[name] else {
            throw Failure(
                reason: .configMapNotFound,
                message: use + "ConfigMap \(name) does not exist in this namespace; create it or correct the reference"
            )
        }
        return configMap
    }

    private func keys(of configMap: String) -> String {
        let keys = configMaps[configMap]?.digests.keys.sorted().prefix(10) ?? []
        return keys.isEmpty ? "" : " (it has \(keys.joined(separator: ", ")))"
    }
}

/// `configmap://NAME/KEY`: a file in a ConfigMap of the same namespace.
package struct ConfigMapLocation: Hashable, Sendable {
    package let name: String
    package let key: String

    package init?(uri: String) {
        let scheme = "configmap://"
        guard uri.hasPrefix(scheme) else { return nil }
        let parts = uri.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        (name, key) = (String(parts[0]), String(parts[1]))
    }
}

extension Model {
    fileprivate static func find(
        _ reference: ModelDeployment.ModelReference,
        among models: [Model],
        at path: FieldPath
    ) throws(Resolution.Failure) -> Model {
        // Of two objects for one version the older counts, as the younger one's status says.
        let named = models.filter { $0.name == reference.name }.sorted { left, right in
            (left.metadata.creationTimestamp?.seconds ?? 0, left.metadata.name)
                < (right.metadata.creationTimestamp?.seconds ?? 0, right.metadata.name)
        }
        let version = reference.version ?? named.map(\.spec.version).max()
        if let model = named.first(where: { $0.spec.version == version }) { return model }
        let versions = Set(named.map(\.spec.version)).sorted().map(String.init).joined(separator: ", ")
        let problem =
            named.isEmpty
            ? "there is no Model named \(reference.name) in this namespace; create it or correct the name"
            : "Model \(reference.name) has no version \(reference.version ?? 0), only \(versions); correct the version"
        throw Resolution.Failure(reason: .modelNotFound, message: "\(path): \(problem)")
    }
}

extension ModelDeployment {
    /// The ConfigMaps that the ModelDeployment refers to, itself and through `models`.
    package func configMapNames(through models: [Model]) -> Set<String> {
        let names = Set(spec.models.map(\.name))
        let files = models.filter { names.contains($0.name) }.compactMap { ConfigMapLocation(uri: $0.spec.uri)?.name }
        return Set(files + [spec.inferenceConfig?.source.configMapRef?.name].compactMap { $0 })
    }
}
