package import KubernetesCore

/// Slipway's API group. See `docs` for what every field means to a user.
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

    /// The custom resource definitions, in the order in which they are installed.
    package static let definitions = [CustomResourceDefinition.model, .modelDeployment]
}
