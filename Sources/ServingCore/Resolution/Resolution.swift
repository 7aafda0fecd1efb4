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
    private let metrics: AutoscalingMetric.Prerequisites
    private let options: ServingOptions

    /// - Parameters:
    ///   - models: the Models of the ModelDeployment's namespace, at least those that it names.
    ///   - configMaps: the ConfigMaps of the namespace by name, at least those that it and its Models refer to.
    ///   - metrics: whether its requests are counted.
    package init(
        models: [Model],
        configMaps: [String: ConfigMap],
        cluster: ClusterState,
        metrics: AutoscalingMetric.Prerequisites = .none,
        options: ServingOptions
    ) {
        registry = ModelRegistry(models: models, configMaps: configMaps)
        self.configMaps = configMaps
        self.cluster = cluster
        self.metrics = metrics
        self.options = options
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
        return ResolvedModelDeployment(
            metadata: deployment.metadata,
            spec: deployment.spec,
            models: files,
            code: try code(of: deployment.spec, for: files, on: compute),
            addedContent: (deployment.spec.podTemplate?.configMapNames ?? []).sorted().flatMap { name in
                FileLocation.configMap(name: name, key: nil).content(configMaps[name]?.digests ?? [:])
                    .map { "\(name) \($0)" }
            },
            compute: compute,
            metrics: metrics,
            options: options
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
        if let refusal = compute.refusal(of: model.spec.uri) {
            throw Failure(
                reason: .modelNotReady,
                message: "Model \(model.metadata.name): spec.uri: \(refusal)"
            )
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
}

extension Resolution {
    private func code(
        of spec: ModelDeployment.Spec,
        for models: [ResolvedModelDeployment.ModelFile],
        on compute: ResolvedCompute
    ) throws(Failure) -> ResolvedModelDeployment.Code {
        guard let config = spec.inferenceConfig else {
            return try ResolvedModelDeployment.Code(for: models, options)
        }
        let location = try location(of: config.source, on: compute)
        return ResolvedModelDeployment.Code(
            entryScript: config.entryScript,
            source: .files(location),
            environment: config.environment,
            content: location.content(try digests(at: location, with: config.entryScript))
        )
    }

    private func location(
        of source: ModelDeployment.Source,
        on compute: ResolvedCompute
    ) throws(Failure) -> FileLocation {
        guard let uri = source.uri else { return .configMap(name: source.configMapRef?.name ?? "", key: nil) }
        let field = "spec.inferenceConfig.source"
        if let refusal = compute.refusal(of: uri) {
            throw Failure(reason: .unsupported, message: "\(field).uri: \(refusal)")
        }
        if let wish = FileLocation.unmetWish(uri: uri, sha256: source.sha256, unpack: nil, below: field) {
            throw Failure(reason: .unsupported, message: wish)
        }
        return FileLocation(uri: uri, sha256: source.sha256, secret: source.credentialsSecretRef?.name)
    }

    /// Of the ConfigMap with the code, which has to hold the script.
    private func digests(at location: FileLocation, with script: String) throws(Failure) -> [String: String] {
        guard case .configMap(let name, let key) = location else { return [:] }
        let field = "spec.inferenceConfig.source." + (key == nil ? "configMapRef" : "uri")
        guard let configMap = configMaps[name] else {
            let message =
                "\(field): ConfigMap \(name) does not exist in this namespace; create it or correct the reference"
            throw Failure(reason: .configMapNotFound, message: message)
        }
        guard configMap.digests[script] != nil else {
            throw Failure(
                reason: .configMapKeyNotFound,
                message: "spec.inferenceConfig.entryScript: ConfigMap \(name) has no key \(script)"
                    + "\(configMap.keySentence); add the file or correct entryScript"
            )
        }
        guard key == nil || key == script else {
            let message =
                "\(field): is the key \(key ?? "") alone, without \(script); use configMapRef, or correct entryScript"
            throw Failure(reason: .configMapKeyNotFound, message: message)
        }
        return configMap.digests
    }
}

extension ResolvedCompute {
    /// Why files from `uri` do not come there; nil if they do.
    fileprivate func refusal(of uri: String) -> String? {
        if uri.hasPrefix("http://"), !spec.allowHTTP {
            return "http:// is not allowed by ComputeTarget \(name); use https://, or set its spec.allowHTTP"
        }
        guard spec.type == .virtualNode else { return nil }
        if case .configMap = FileLocation(uri: uri) { return nil }
        // Azure Container Instances know neither init containers nor claims:
        // https://learn.microsoft.com/azure/aks/virtual-nodes#limitations
        return
            "ComputeTarget \(name) is of type VirtualNode, which runs no init containers and mounts no claims; put the "
            + "file into a ConfigMap and use configmap://NAME/KEY, or choose another ComputeTarget"
    }
}

extension ModelDeployment {
    /// The ConfigMaps that the ModelDeployment refers to, itself and through `models`.
    package func configMapNames(through models: [Model]) -> Set<String> {
        let modelNames = Set(spec.models.map(\.name))
        let uris = models.filter { modelNames.contains($0.name) }.map(\.spec.uri)
        let source = spec.inferenceConfig?.source
        let names = (uris + [source?.uri].compactMap { $0 }).compactMap { ConfigMapLocation(uri: $0)?.name }
        return Set(names + [source?.configMapRef?.name].compactMap { $0 }).union(spec.podTemplate?.configMapNames ?? [])
    }
}

extension ModelDeployment.PodTemplate {
    /// The ConfigMaps that environment variables and volumes come from.
    var configMapNames: Set<String> {
        let variables = (env ?? []).map { $0["valueFrom"]?["configMapKeyRef"]?["name"] }
        let volumes = (volumes ?? []).map { $0["configMap"]?["name"] }
        return Set((variables + volumes).compactMap { $0?.string })
    }
}
