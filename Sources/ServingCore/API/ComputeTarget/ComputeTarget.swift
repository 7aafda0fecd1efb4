package import KubernetesCore

/// The cluster that models run on, and what it has to have at the least.
package struct ComputeTarget: Resource, Hashable {
    package var metadata: ObjectMeta
    package var spec: Spec
    package var status: ComputeTargetStatus?
    /// The rules that the object breaks by itself.
    package let violations: [Violation]

    /// Makes a ComputeTarget the one of ModelDeployments that name none, if there are several.
    package static let defaultAnnotation = "serving.slipway.dev/is-default"

    private enum CodingKeys: CodingKey {
        case metadata, spec, status
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        spec = try container.decode(Spec.self, forKey: .spec)
        status = try container.decodeIfPresent(ComputeTargetStatus.self, forKey: .status)
        violations = CustomResourceDefinition.computeTarget.refusals(of: try JSONValue(from: decoder))
    }

    package struct Spec: Decodable, Hashable, Sendable {
        package var type: TargetType
        package var clusterPurpose: Purpose
        package var provisioning: Provisioning?
        package var nodeSelector: [String: String]?
        package var minimum: Minimum
        package var allowHTTP: Bool
    }

    package enum TargetType: String, Decodable, Sendable, CaseIterable {
        case aks = "AKS"
        /// Azure Container Instances through AKS virtual nodes.
        case virtualNode = "VirtualNode"
    }

    /// Azure ML's words for what a cluster is for.
    package enum Purpose: String, Decodable, Sendable, CaseIterable {
        case fastProd = "FastProd"
        case denseProd = "DenseProd"
        case devTest = "DevTest"
    }

    /// What a cluster is going to consist of.
    package struct Provisioning: Decodable, Hashable, Sendable {
        package var vmSize: String
        package var agentCount: Int
        /// For sizes that Slipway does not know.
        package var vCPUPerNode: Int?
    }

    package struct Minimum: Decodable, Hashable, Sendable {
        /// nil: Azure ML's rule for the purpose.
        package var vCPU: Int?
        package var nodes: Int?
        package var kubernetesVersion: String
    }

    package var isAnnotatedAsDefault: Bool { metadata.annotations[Self.defaultAnnotation] == "true" }
}
