import KubernetesCore

// Names and defaults are those of Azure ML v1's AksCompute.provisioning_configuration, where it has them.

extension CustomResourceDefinition {
    package static let computeTarget = CustomResourceDefinition(
        type: ServingAPI.computeTargets,
        shortName: "ct",
        description: "The cluster that models run on, and what it has to have at the least.",
        columns: [
            Column(name: "Purpose", type: "string", path: ".spec.clusterPurpose", description: "What it is for."),
            Column(name: "vCPU", type: "integer", path: ".status.vCPU", description: "The virtual CPUs that count."),
            Column(
                name: "Required",
                type: "integer",
                path: ".status.requiredVCPU",
                description: "How many virtual CPUs there have to be."
            ),
            Column(
                name: "Met",
                type: "string",
                path: #".status.conditions[?(@.type=="RequirementsMet")].status"#,
                description: "Whether the cluster has what it has to have."
            ),
            .age,
            Column(name: "Type", type: "string", path: ".spec.type", description: "What it is.", isWide: true),
            Column(
                name: "Nodes",
                type: "integer",
                path: ".status.nodes",
                description: "Nodes that count.",
                isWide: true
            ),
            Column(
                name: "Kubernetes",
                type: "string",
                path: ".status.kubernetesVersion",
                description: "The version of the API server.",
                isWide: true
            ),
        ],
        spec: ComputeTarget.specSchema,
        status: ComputeTargetStatus.schema
    )
}

extension ComputeTarget {
    static let specSchema = Schema.object(
        "What the cluster is for, and what it has to have.",
        default: [:],
        rules: [
            Rule("the plan has to have what the cluster has to have at the least", field: "provisioning") { spec in
                guard let decoded = try? JSONValueDecoder().decode(Spec.self, from: spec) else { return nil }
                return ComputeRequirements(decoded).planShortfall?.problem
            }
        ],
        [
            Field(
                "type",
                .choice(
                    "AKS, or any other Kubernetes cluster; VirtualNode for Azure Container Instances through AKS virtual "
                        + "nodes: for development and test, CPU only, no autoscaling.",
                    of: TargetType.allCases.map(\.rawValue),
                    default: TargetType.aks.rawValue
                )
            ),
            Field(
                "clusterPurpose",
                .choice(
                    "FastProd needs 12 virtual CPUs and 3 nodes, DenseProd 12 virtual CPUs, DevTest nothing.",
                    of: Purpose.allCases.map(\.rawValue),
                    default: Purpose.fastProd.rawValue
                ).origin("Azure ML cluster_purpose")
            ),
            Field("provisioning", provisioningSchema),
            Field(
                "nodeSelector",
                .labels(
                    "Labels of the nodes that count and that models run on. Left out: all nodes with Linux.",
                    maximumEntries: 32
                )
            ),
            Field("minimum", minimumSchema),
            Field(
                "allowHTTP",
                .boolean("Whether models and code may come over http://, which nobody protects.", default: false)
            ),
        ]
    )

    private static let provisioningSchema = Schema.object(
        "A plan for a cluster, checked against the minimum before there is one.",
        [
            Field(
                "vmSize",
                .string(
                    "The VM size of the nodes.",
                    pattern: "^[A-Za-z0-9_-]+$",
                    meaning: "a VM size such as Standard_D3_v2",
                    maximumLength: 64,
                    default: "Standard_D3_v2"
                ).origin("Azure ML vm_size")
            ),
            Field(
                "agentCount",
                .integer("How many nodes.", minimum: 1, default: 3).origin("Azure ML agent_count")
            ),
            Field(
                "vCPUPerNode",
                .integer("The virtual CPUs of one node, for VM sizes that Slipway does not know.", minimum: 1)
            ),
        ]
    )

    private static let minimumSchema = Schema.object(
        "What there has to be at the least.",
        default: [:],
        [
            Field(
                "vCPU",
                .integer("Virtual CPUs of all nodes together. Left out: 12; none for DevTest.", minimum: 0)
                    .origin("Azure ML: 12 vCPUs")
            ),
            Field(
                "nodes",
                .integer("Nodes. Left out: 3 for FastProd, else none.", minimum: 0)
                    .origin("Azure ML: 3 machines for FastProd")
            ),
            Field(
                "kubernetesVersion",
                .string(
                    "The oldest version of Kubernetes.",
                    pattern: #"^1\.[0-9]{1,3}$"#,
                    meaning: "a version such as 1.20, in quotes",
                    maximumLength: 16,
                    default: "1.20"
                )
            ),
        ]
    )
}
