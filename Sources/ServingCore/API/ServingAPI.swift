package import KubernetesCore

/// Slipway's API group. See `docs/api.md` for what every field means to a user.
package enum ServingAPI {
    package static let group = "serving.slipway.dev"
    package static let version = "v1alpha1"

    package static let modelDeployments = ResourceType(
        group: group,
        version: version,
        kind: "ModelDeployment",
        plural: "modeldeployments"
    )

    package static let models = ResourceType(group: group, version: version, kind: "Model", plural: "models")

    package static let inferenceServices = ResourceType(
        group: group,
        version: version,
        kind: "InferenceService",
        plural: "inferenceservices"
    )

    package static let computeTargets = ResourceType(
        group: group,
        version: version,
        kind: "ComputeTarget",
        plural: "computetargets",
        isNamespaced: false
    )

    /// The custom resource definitions, in the order in which they are installed.
    package static let definitions = [
        CustomResourceDefinition.computeTarget, .model, .modelDeployment, .inferenceService,
    ]
}
