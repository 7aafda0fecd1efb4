package import KubernetesCore

/// What the controller would make of manifests, were they all there is in a cluster.
package struct Rendering: Sendable {
    /// Why a manifest cannot be carried out, or on what assumption it is.
    package struct Remark: Hashable, Sendable {
        package let isError: Bool
        package let origin: Origin
        /// From the root of the object.
        package let field: FieldPath
        package let message: String
    }

    /// Where an object stands.
    package struct Origin: Hashable, Sendable {
        /// Counts the manifests.
        package let manifest: Int
        /// From the root of the manifest, which may be a list.
        package let path: FieldPath
    }

    /// The children of every ModelDeployment, in the order of the manifests.
    package private(set) var objects: [JSONValue] = []
    package private(set) var remarks: [Remark] = []
    /// The ModelDeployments that the children are of.
    package private(set) var rendered: [Rendered] = []
    package private(set) var inferenceServices: [InferenceService] = []

    /// A ModelDeployment with what it refers to.
    package struct Rendered: Sendable {
        package let origin: Origin
        package let root: ModelDeployment
        package let resolved: ResolvedModelDeployment
    }

    private let target: KubernetesVersion
    private let options: ServingOptions
    private var models: [Model] = []
    private var configMaps: [ObjectKey: ConfigMap] = [:]
    private var computeTargets: [ComputeTarget] = []
    private var deployments: [(Origin, ModelDeployment)] = []

    /// - Parameters:
    ///   - manifests: those of other kinds than Slipway's and ConfigMap are passed over.
    ///   - namespace: of those that name none.
    ///   - target: the API server's release.
    package init(
        of manifests: [JSONValue],
        namespace: String,
        for target: KubernetesVersion,
        _ options: ServingOptions
    ) {
        self.target = target
        self.options = options
        for (index, manifest) in manifests.enumerated() {
            for (path, object) in manifest.listedObjects {
                let origin = Origin(manifest: index, path: path)
                do {
                    try add(object, origin, namespace: namespace)
                } catch {
                    let problem =
                        (error as? DecodingError).map { ($0.fieldPath, $0.problem) } ?? (FieldPath(), "\(error)")
                    remarks.append(Remark(isError: true, origin: origin, field: problem.0, message: problem.1))
                }
            }
        }
        // What is broken would only lead to more of the same.
        guard remarks.isEmpty else { return }
        for (origin, deployment) in deployments { render(deployment, origin) }
    }

    private mutating func add(_ manifest: JSONValue, _ origin: Origin, namespace: String) throws {
        let definition = ServingAPI.definitions.first {
            $0.type.kind == manifest["kind"]?.string && $0.type.apiVersion == manifest["apiVersion"]?.string
        }
        var object = definition?.defaulted(manifest) ?? manifest
        if object.statedNamespace == nil, definition?.type.isNamespaced != false {
            object["metadata"]?["namespace"] = .string(namespace)
        }
        let violations = definition?.violations(of: object) ?? []
        guard violations.isEmpty else { return report(violations, origin) }
        let decoder = JSONValueDecoder()
        switch (definition?.type.kind, manifest["apiVersion"]?.string, manifest["kind"]?.string) {
        case (ServingAPI.models.kind, _, _):
            models.append(try decoder.decode(Model.self, from: object))
        case (ServingAPI.computeTargets.kind, _, _):
            computeTargets.append(try decoder.decode(ComputeTarget.self, from: object))
        case (ServingAPI.modelDeployments.kind, _, _):
            deployments.append((origin, try decoder.decode(ModelDeployment.self, from: object)))
        case (ServingAPI.inferenceServices.kind, _, _):
            inferenceServices.append(try decoder.decode(InferenceService.self, from: object))
        case (nil, "v1", BuiltInTypes.configMaps.kind):
            let configMap = try decoder.decode(ConfigMap.self, from: object)
            configMaps[configMap.metadata.key] = configMap
        default: break
        }
    }

    private mutating func render(_ deployment: ModelDeployment, _ origin: Origin) {
        let namespace = deployment.metadata.namespace
        let ownConfigMaps = configMaps.filter { $0.key.namespace == namespace }.map { ($0.key.name, $0.value) }
        let resolution = Resolution(
            models: models.filter { $0.metadata.namespace == namespace },
            configMaps: Dictionary(ownConfigMaps) { first, _ in first },
            cluster: ClusterState(
                computeTargets: computeTargets + assumedTarget(for: deployment, origin),
                nodes: nil,
                kubernetesVersion: target.description
            ),
            options: options
        )
        let compute = resolution.compute(for: deployment)
        switch deployment.resolved(by: resolution, on: compute, over: ObservedChildren()) {
        case .success(let resolved):
            let versions = ServedVersions(for: target)
            let children = resolved.desiredObjects(versions, over: ObservedChildren())
            objects += children.map(\.manifest.withoutIdentity)
            rendered.append(Rendered(origin: origin, root: deployment, resolved: resolved))
        case .failure(.invalid(let violations)):
            report(violations, origin)
        case .failure(let refusal):
            remarks.append(Remark(isError: true, origin: origin, field: FieldPath(), message: refusal.message))
        }
    }

    private mutating func report(_ violations: [Violation], _ origin: Origin) {
        remarks += violations.map { Remark(isError: true, origin: origin, field: $0.field, message: $0.problem) }
    }

    /// A ComputeTarget without requirements, where the one that is meant is not among the manifests.
    private mutating func assumedTarget(for deployment: ModelDeployment, _ origin: Origin) -> [ComputeTarget] {
        let name = deployment.spec.computeTargetRef?.name
        guard name.map({ name in !computeTargets.contains { $0.metadata.name == name } }) ?? computeTargets.isEmpty
        else {
            return []
        }
        let manifest: JSONValue = [
            "metadata": ["name": .string(name ?? "default")], "spec": ["clusterPurpose": "DevTest"],
        ]
        if let name {
            let message = "ComputeTarget \(name) is not among the manifests: taken for one of type AKS"
            let field: FieldPath = "spec.computeTargetRef"
            remarks.append(Remark(isError: false, origin: origin, field: field, message: message))
        }
        let object = CustomResourceDefinition.computeTarget.defaulted(manifest)
        return [try? JSONValueDecoder().decode(ComputeTarget.self, from: object)].compactMap { $0 }
    }
}

extension JSONValue {
    /// A child without what is only known once its owner is in a cluster, and without Slipway's bookkeeping.
    fileprivate var withoutIdentity: JSONValue {
        var object = self
        object["metadata"]?["ownerReferences"] = nil
        for annotation in [
            DesiredObject.digestAnnotation, Deployment.pinnedTemplate, Labels.templateDigest, Labels.templateInputs,
        ] {
            object["metadata"]?["annotations"]?[annotation] = nil
        }
        if object["metadata"]?["annotations"]?.object?.isEmpty == true { object["metadata"]?["annotations"] = nil }
        return object
    }
}
