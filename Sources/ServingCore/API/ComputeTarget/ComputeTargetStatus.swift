package import KubernetesCore

/// What has become of a ComputeTarget.
package struct ComputeTargetStatus: Codable, Hashable, Sendable {
    /// The nodes of one VM size.
    package struct Size: Codable, Hashable, Sendable {
        package var vmSize: String
        package var nodes: Int
        package var vCPU: Int
    }

    package var observedGeneration: Int64
    /// Nodes that count: ready, not cordoned, not with Windows, and selected.
    package var nodes: Int
    package var vCPU: Int
    /// What there has to be at the least; 0 for no minimum.
    package var requiredNodes: Int
    package var requiredVCPU: Int
    /// What pods may use of all nodes together, by resource.
    package var allocatable: [String: String]
    package var kubernetesVersion: String?
    /// Sorted by size.
    package var vmSizes: [Size]
    /// Sorted by type.
    package var conditions: [Condition]
}

extension ComputeTargetStatus {
    static let schema = Schema.object(
        "What the cluster has.",
        [
            .observedGeneration,
            Field(
                "nodes",
                .integer("Nodes that count: ready, not cordoned, not with Windows, and selected by nodeSelector.")
            ),
            Field("vCPU", .integer("The virtual CPUs of those nodes.")),
            Field("requiredNodes", .integer("How many nodes there have to be; 0 for no minimum.")),
            Field("requiredVCPU", .integer("How many virtual CPUs there have to be; 0 for no minimum.")),
            Field(
                "allocatable",
                .map("What pods may use of those nodes together, by resource.", to: .string("An amount."))
            ),
            Field("kubernetesVersion", .string("The version of the API server.")),
            Field(
                "vmSizes",
                .array(
                    "The nodes by VM size.",
                    of: .object(
                        "The nodes of one size.",
                        [
                            Field("vmSize", .string("The size; \"unknown\" without the node label."), isRequired: true),
                            Field("nodes", .integer("How many.")),
                            Field("vCPU", .integer("Their virtual CPUs.")),
                        ]
                    ),
                    merge: .byKeys(["vmSize"]),
                    maximumItems: 1000
                )
            ),
            .conditions,
        ]
    )
}
