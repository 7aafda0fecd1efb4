import KubernetesCore

// Defaults and bounds are those of Azure ML v1's AksWebservice.deploy_configuration, where it has them.

extension CustomResourceDefinition {
    package static let modelDeployment = CustomResourceDefinition(
        type: ServingAPI.modelDeployments,
        shortName: "mdep",
        description: "One rollout unit: a model, an entry script and a few numbers, run as a Deployment with a Service "
            + "and a HorizontalPodAutoscaler.",
        columns: [
            Column(name: "State", type: "string", path: ".status.state", description: "Azure ML's state word."),
            Column(name: "Ready", type: "string", path: ".status.ready", description: "Ready and desired replicas."),
            Column(name: "Min", type: "integer", path: ".status.minReplicas", description: "The fewest replicas."),
            Column(name: "Max", type: "integer", path: ".status.maxReplicas", description: "The most replicas."),
            Column(
                name: "Target",
                type: "integer",
                path: ".status.targetUtilization",
                description: "The utilisation in percent that the autoscaler aims at."
            ),
            .age,
            Column(name: "Image", type: "string", path: ".status.image", description: "The image.", isWide: true),
            Column(
                name: "Models",
                type: "string",
                path: ".status.modelVersions",
                description: "The models and versions that are served.",
                isWide: true
            ),
        ],
        spec: ModelDeployment.specSchema,
        status: ModelDeploymentStatus.schema,
        rules: [
            Rule(
                cel: "size(self.metadata.name) <= 63 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
                "the name must be at most 63 lower-case letters, digits and dashes and begin with a letter, since the "
                    + "Service bears it",
                field: "metadata.name"
            ) { object in
                guard let name = object["metadata"]?["name"]?.string else { return true }
                return name.utf8.count <= 63 && name.wholeMatch(of: /[a-z]([-a-z0-9]*[a-z0-9])?/) != nil
            }
        ]
    )
}

extension ModelDeployment {
    static let specSchema = Schema.object(
        "What is to run, and how.",
        rules: [
            Rule(
                cel: "!has(self.replicas) || !has(self.autoscale) || !self.autoscale.enabled",
                "replicas excludes autoscaling: remove replicas, or set autoscale.enabled to false",
                field: "replicas"
            ) { spec in
                spec["replicas"] == nil || spec["autoscale"] == nil || spec["autoscale"]?["enabled"] == false
            },
            Rule(
                cel: "has(self.replicas) || !has(self.autoscale) || self.autoscale.enabled",
                "autoscale.enabled: false needs a number of replicas: set replicas",
                field: "replicas"
            ) { spec in
                spec["replicas"] != nil || spec["autoscale"]?["enabled"] != false
            },
        ],
        [
            Field("computeTargetRef", computeTargetSchema),
            Field("models", modelsSchema, isRequired: true),
            Field("inferenceConfig", InferenceConfig.schema),
            Field("resources", ResourceRequirements.schema),
            Field("autoscale", Autoscale.schema),
            Field(
                "replicas",
                .integer("A fixed number of replicas, instead of autoscaling.", minimum: 1).origin(
                    "Azure ML num_replicas"
                )
            ),
            Field("requestSettings", RequestSettings.schema),
            Field("livenessProbe", Probe.schema),
            Field("rollout", Rollout.schema),
            Field("podTemplate", PodTemplate.schema),
            Field(
                "access",
                .choice(
                    "Who may reach the pods directly: the gateway alone, so that keys cannot be bypassed, or the whole "
                        + "cluster.",
                    of: Access.allCases.map(\.rawValue),
                    default: Access.gateway.rawValue
                )
            ),
            Field("suspend", .boolean("Scales to zero and keeps everything else as it is.", default: false)),
            Field("description", .string("For people.", maximumLength: 4096).origin("Azure ML description")),
            Field("tags", .map("Labels of the user's own.", to: .string("Any text.")).origin("Azure ML tags")),
            Field(
                "properties",
                .map("Facts for people and programs.", to: .string("Any text."))
                    .origin("Azure ML properties")
            ),
        ]
    )

    private static let computeTargetSchema = Schema.reference(
        "The ComputeTarget to run on. Left out: the only one, or the one annotated as default."
    ).origin("Azure ML compute_target_name")

    private static let modelsSchema = Schema.array(
        "The models to serve.",
        of: .object(
            "A registered model.",
            [
                Field(
                    "name",
                    .string(
                        "The model's name.",
                        pattern: Model.namePattern,
                        meaning: Model.nameMeaning,
                        maximumLength: 255
                    ),
                    isRequired: true
                ),
                Field(
                    "version",
                    .integer(
                        "Its version. Left out: the highest there is, followed as new ones arrive.",
                        minimum: 1
                    )
                ),
            ]
        ),
        merge: .byKeys(["name"]),
        minimumItems: 1,
        // Azure ML's limit for one container.
        maximumItems: 1000
    ).origin("Azure ML: up to 1,000 models")
}
