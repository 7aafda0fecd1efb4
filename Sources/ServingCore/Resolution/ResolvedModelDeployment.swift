package import KubernetesCore

/// A ModelDeployment with everything found that it refers to.
package struct ResolvedModelDeployment: Hashable, Sendable {
    /// A model's file and where it comes from.
    package struct ModelFile: Hashable, Sendable {
        package let name: String
        package let version: Int
        package let configMap: String
        package let key: String
        package let digest: String
    }

    /// The folder with the entry script.
    package struct SourceFiles: Hashable, Sendable {
        package let configMap: String
        package let digests: [String: String]
    }

    package let metadata: ObjectMeta
    package let spec: ModelDeployment.Spec
    package let models: [ModelFile]
    package let source: SourceFiles
    package let config: ModelDeployment.InferenceConfig
    package let compute: ResolvedCompute

    /// Who decides how many replicas there are.
    package var scaling: ModelDeployment.Spec.Scaling { spec.scaling(on: compute) }

    /// `name:version` of each model.
    package var modelVersions: [String] { models.map { "\($0.name):\($0.version)" } }

    /// Changes when any file that the pods are started with changes.
    var contentDigest: String {
        let files =
            models.map { "\($0.key) \($0.digest)" } + source.digests.sorted { $0.key < $1.key }.map { "\($0) \($1)" }
        return Digest.hexadecimal(of: files.joined(separator: "\n").utf8)
    }
}
