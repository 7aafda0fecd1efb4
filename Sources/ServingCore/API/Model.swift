package import KubernetesCore

/// A version of a model in the registry: where its file is.
package struct Model: Resource, Hashable {
    package var metadata: ObjectMeta
    package var spec: Spec

    package struct Spec: Decodable, Hashable, Sendable {
        package var modelName: String?
        package var version: Int
        package var uri: String
        package var sha256: String?
    }

    /// The name by which it is deployed.
    package var name: String { spec.modelName ?? metadata.name }

    /// Azure ML's rule for model names.
    static let namePattern = #"^[a-zA-Z0-9][a-zA-Z0-9\-\._]{0,254}$"#

    static let uriPattern = #"^(https?|azureblob|pvc|oci|configmap)://[^\s]+$"#
}
