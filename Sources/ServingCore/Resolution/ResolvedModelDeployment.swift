package import KubernetesCore

/// A ModelDeployment with everything found that it refers to.
package struct ResolvedModelDeployment: Hashable, Sendable {
    /// A model's file or folder and where it comes from.
    package struct ModelFile: Hashable, Sendable {
        package let name: String
        package let version: Int
        package let framework: Model.Framework
        package let location: FileLocation
        /// Changes when the files do.
        package let content: [String]
    }

    /// The code that answers requests.
    package struct Code: Hashable, Sendable {
        /// Relative to the root of the source.
        package let entryScript: String
        package let source: CodeSource
        package let environment: ModelDeployment.Environment
        /// Changes when the files do.
        package let content: [String]
    }

    package enum CodeSource: Hashable, Sendable {
        case files(FileLocation)
        /// A script of Slipway's own.
        case generated(String)
    }

    package let metadata: ObjectMeta
    package let spec: ModelDeployment.Spec
    package let models: [ModelFile]
    package let code: Code
    /// Of the ConfigMaps that `podTemplate` refers to.
    package let addedContent: [String]
    package let compute: ResolvedCompute
    /// Whether its requests are counted.
    package let metrics: AutoscalingMetric.Prerequisites
    package let options: ServingOptions

    /// Who decides how many replicas there are.
    package var scaling: ModelDeployment.Spec.Scaling { spec.scaling(on: compute) }

    /// `name:version` of each model.
    package var modelVersions: [String] { models.map { "\($0.name):\($0.version)" } }

    /// Changes when any file that the pods are started with changes.
    var contentDigest: String {
        let files = models.flatMap(\.content) + code.content + addedContent
        return Digest.hexadecimal(of: files.joined(separator: "\n").utf8)
    }
}
