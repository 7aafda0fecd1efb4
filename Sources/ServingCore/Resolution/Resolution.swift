package import KubernetesCore

/// Finds what a ModelDeployment refers to.
package struct Resolution: Sendable {
    /// Why a reference leads nowhere: a reason of the catalogue, and which object and field to mend.
    package struct Failure: Error, Hashable, Sendable {
        package let reason: Reason
        /// A more exact reason, for the condition that is about this reference alone.
        package let detail: Reason
        package let message: String

        package init(reason: Reason, detail: Reason? = nil, message: String) {
            self.reason = reason
            self.detail = detail ?? reason
            self.message = message
        }

        /// Whether more may happen without a change of the ModelDeployment: objects of one set of manifests arrive in any
        /// order, and nodes come and go.
        var mayPass: Bool { reason != .unsupported }
    }

    private let registry: ModelRegistry
    private let configMaps: [String: ConfigMap]
    private let cluster: ClusterState

    /// - Parameters:
    ///   - models: the Models of the ModelDeployment's namespace, at least those that it names.
    ///   - configMaps: the ConfigMaps of the namespace by name, at least those that it and its Models refer to.
    package init(models: [Model], configMaps: [String: ConfigMap], cluster: ClusterState) {
        registry = ModelRegistry(models: models, configMaps: configMaps)
        self.configMaps = configMaps
        self.cluster = cluster
    }

    /// Where it runs.
    package func compute(for deployment: ModelDeployment) -> Result<ResolvedCompute, Failure> {
        do throws(Failure) {
            return .success(try cluster.compute(for: deployment))
        } catch {
            return .failure(error)
        }
    }

    package func resolve(
        _ deployment: ModelDeployment,
        on compute: ResolvedCompute
    ) throws(Failure) -> ResolvedModelDeployment {
        var files: [ResolvedModelDeployment.ModelFile] = []
        for (index, reference) in deployment.spec.models.enumerated() {
            files.append(try file(of: reference, on: compute, at: FieldPath("spec.models").index(index)))
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
            config: config,
            compute: compute
        )
    }

    private func file(
        of reference: ModelDeployment.ModelReference,
        on compute: ResolvedCompute,
        at path: FieldPath
    ) throws(Failure) -> ResolvedModelDeployment.ModelFile {
        guard let model = registry.model(for: reference) else {
            let versions = Set(registry.versions(of: reference.name).map(\.spec.version)).sorted().map(String.init)
            let problem =
                versions.isEmpty
                ? "there is no Model named \(reference.name) in this namespace; create it or correct the name"
                : "Model \(reference.name) has no version \(reference.version ?? 0), only "
                    + "\(versions.joined(separator: ", ")); correct the version"
            throw Failure(reason: .modelNotFound, message: "\(path): \(problem)")
        }
        if model.spec.uri.hasPrefix("http://"), !compute.spec.allowHTTP {
            let message =
                "Model \(model.metadata.name): spec.uri: http:// is not allowed by ComputeTarget \(compute.name); use "
                + "https://, or set its spec.allowHTTP"
            throw Failure(reason: .modelNotReady, message: message)
        }
        do throws(ModelRegistry.Refusal) {
            return try registry.file(of: model)
        } catch {
            let isOwnFault = [.invalidSpec, .versionChanged, .duplicateVersion].contains(error.reason)
            throw Failure(
                reason: isOwnFault ? .modelNotReady : error.reason,
                message: "Model \(model.metadata.name): \(error.message)"
            )
        }
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
        guard let configMap = configMaps[name] else {
            let message =
                "spec.inferenceConfig.source.configMapRef: ConfigMap \(name) does not exist in this namespace; create it or "
                + "correct the reference"
            throw Failure(reason: .configMapNotFound, message: message)
        }
        guard configMap.digests[config.entryScript] != nil else {
            throw Failure(
                reason: .configMapKeyNotFound,
                message: "spec.inferenceConfig.entryScript: ConfigMap \(name) has no key \(config.entryScript)"
                    + "\(configMap.keySentence); add the file or correct entryScript"
            )
        }
        return ResolvedModelDeployment.SourceFiles(configMap: name, digests: configMap.digests)
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
