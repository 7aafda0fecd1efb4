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
            Column(name: "Age", type: "date", path: ".metadata.creationTimestamp", description: "Time since creation."),
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
                .integer("A fixed number of replicas, instead of autoscaling.", minimum: 1)
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
            Field("description", .string("For people.", maximumLength: 4096)),
            Field("tags", .map("Labels of the user's own.", to: .string("Any text."))),
            Field("properties", .map("Facts that are added once and not changed.", to: .string("Any text."))),
        ]
    )

    private static let computeTargetSchema = Schema.object(
        "The ComputeTarget to run on. Left out: the only one, or the one annotated as default.",
        [Field("name", .string("Its name.", minimumLength: 1, maximumLength: 253), isRequired: true)]
    )

    private static let modelsSchema = Schema.array(
        "The models to serve.",
        of: .object(
            "A registered model.",
            [
                Field(
                    "name",
                    .string("The model's name.", pattern: Model.namePattern, maximumLength: 255),
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
    )
}

extension ModelDeployment.InferenceConfig {
    static let schema = Schema.object(
        "The code that answers requests.",
        [
            Field(
                "entryScript",
                .string(
                    "The Python file with init() and run(), relative to the root of the source.",
                    pattern: #"^([A-Za-z0-9_.-]+/)*[A-Za-z_][A-Za-z0-9_]*\.py$"#,
                    maximumLength: 253
                ),
                isRequired: true
            ),
            Field("source", ModelDeployment.Source.schema, isRequired: true),
            Field("environment", ModelDeployment.Environment.schema, isRequired: true),
        ]
    )
}

extension ModelDeployment.Source {
    static let schema = Schema.object(
        "Where the entry script and the files beside it come from.",
        rules: [
            Rule(
                cel: "has(self.configMapRef) != has(self.uri)",
                "needs either configMapRef or uri"
            ) { ($0["configMapRef"] != nil) != ($0["uri"] != nil) },
            Rule(
                cel: "!has(self.sha256) || has(self.uri)",
                "sha256 belongs to a uri: remove it",
                field: "sha256"
            ) { $0["sha256"] == nil || $0["uri"] != nil },
        ],
        [
            Field(
                "configMapRef",
                .object(
                    "A ConfigMap of the same namespace: each key is a file.",
                    [Field("name", .string("Its name.", minimumLength: 1, maximumLength: 253), isRequired: true)]
                )
            ),
            Field(
                "uri",
                .string(
                    "A folder or archive; the same schemes as a Model's.",
                    pattern: Model.uriPattern,
                    maximumLength: 2048
                )
            ),
            Field(
                "sha256",
                .string("The digest of the archive, in hex.", pattern: "^[a-f0-9]{64}$", maximumLength: 64)
            ),
        ]
    )
}

extension ModelDeployment.Environment {
    static let schema = Schema.object(
        "What the code runs in.",
        [
            Field(
                "image",
                .string(
                    "An image that holds Python and azureml-inference-server-http.",
                    pattern: #"^[^\s]+$"#,
                    maximumLength: 1024
                ),
                isRequired: true
            ),
            Field(
                "imagePullSecrets",
                .array(
                    "Secrets of the same namespace with the registry's credentials.",
                    of: .object(
                        "A Secret.",
                        [Field("name", .string("Its name.", minimumLength: 1, maximumLength: 253), isRequired: true)]
                    ),
                    merge: .byKeys(["name"]),
                    maximumItems: 16
                )
            ),
            Field(
                "environmentVariables",
                .map(
                    "Environment variables of the scoring process.",
                    to: .string("The value.", maximumLength: 32_768),
                    keyPattern: "^[-._a-zA-Z][-._a-zA-Z0-9]*$"
                )
            ),
        ]
    )
}

extension ModelDeployment.ResourceRequirements {
    static let schema = Schema.object(
        "What each replica needs, as in a Pod.",
        default: [:],
        rules: [
            // CEL knows quantities only since Kubernetes 1.29, so this rule is Slipway's alone.
            Rule(cel: nil, "a limit must not be lower than the request for the same resource", field: "limits") {
                resources in
                (resources["limits"]?.object ?? [:]).allSatisfy { name, limit in
                    guard let request = resources["requests"]?[name].flatMap(Quantity.init),
                        let limit = Quantity(limit)
                    else { return true }
                    return request <= limit
                }
            }
        ],
        [
            Field(
                "requests",
                .map(
                    "What is set aside. Where cpu or memory is left out: 100m and 512Mi, Azure ML's defaults, or the "
                        + "limit if that is lower.",
                    to: .quantity("An amount such as 500m, 2 or 512Mi.")
                )
            ),
            Field(
                "limits",
                .map(
                    "What is never exceeded; also where GPUs are asked for (nvidia.com/gpu).",
                    to: .quantity("An amount such as 500m, 2 or 512Mi.")
                )
            ),
        ]
    )
}

extension ModelDeployment.Autoscale {
    static let schema = Schema.object(
        "How many replicas there are, according to the load. With neither this nor replicas: these defaults.",
        rules: [
            Rule(
                cel: "self.minReplicas <= self.maxReplicas",
                "must not be higher than maxReplicas: lower minReplicas or raise maxReplicas (10 if left out)",
                field: "minReplicas"
            ) { ($0["minReplicas"]?.integer ?? 1) <= ($0["maxReplicas"]?.integer ?? 10) }
        ],
        [
            Field("enabled", .boolean("False needs replicas.", default: true)),
            Field("minReplicas", .integer("The fewest replicas.", minimum: 1, default: 1)),
            Field("maxReplicas", .integer("The most replicas.", minimum: 1, default: 10)),
            Field(
                "targetUtilization",
                .integer("The utilisation to aim at, in percent.", minimum: 1, maximum: 100, default: 70)
            ),
            Field(
                "refreshSeconds",
                .integer("How often the load is looked at, in seconds.", minimum: 1, default: 1)
            ),
            Field(
                "metric",
                .choice(
                    "What utilisation means: Concurrency is (busy + queued requests) / (replicas x "
                        + "maxConcurrentPerReplica), Azure ML's formula; CPU is used where that is not to be had.",
                    of: Metric.allCases.map(\.rawValue),
                    default: Metric.concurrency.rawValue
                )
            ),
        ]
    )
}

extension ModelDeployment.RequestSettings {
    static let schema = Schema.object(
        "How requests are treated.",
        default: [:],
        [
            Field(
                "scoringTimeoutMs",
                .integer("How long one request may take, in milliseconds; then 504.", minimum: 1, default: 60_000)
            ),
            Field(
                "maxConcurrentPerReplica",
                .integer(
                    "How many requests a replica works on at once; also its worker processes.",
                    minimum: 1,
                    default: 1
                )
            ),
            Field(
                "maxQueueWaitMs",
                .integer(
                    "How long a request waits for a free replica, in milliseconds; then 503.",
                    minimum: 1,
                    default: 500
                )
            ),
        ]
    )
}

extension ModelDeployment.Probe {
    static let schema = Schema.object(
        "When a replica counts as dead and is restarted.",
        default: [:],
        [
            Field(
                "initialDelaySeconds",
                .integer("How long init() may take before failures count, in seconds.", minimum: 1, default: 310)
            ),
            Field("periodSeconds", .integer("Time between two probes, in seconds.", minimum: 1, default: 10)),
            Field("timeoutSeconds", .integer("How long an answer may take, in seconds.", minimum: 1, default: 2)),
            Field(
                "successThreshold",
                // Kubernetes allows no other value for liveness and startup probes.
                .integer("Successes in a row after a failure.", minimum: 1, maximum: 1, default: 1)
            ),
            Field("failureThreshold", .integer("Failures in a row until a restart.", minimum: 1, default: 3)),
        ]
    )
}

extension ModelDeployment.Rollout {
    static let schema = Schema.object(
        "How a change replaces the replicas.",
        default: [:],
        rules: [
            Rule(
                cel: "!(string(self.maxUnavailable) in ['0', '0%'] && string(self.maxSurge) in ['0', '0%'])",
                "maxUnavailable and maxSurge must not both be 0: no replica could ever be replaced",
                field: "maxSurge"
            ) { rollout in
                let nothing: [JSONValue?] = [0, "0", "0%"]
                return !nothing.contains(rollout["maxUnavailable"]) || !nothing.contains(rollout["maxSurge"])
            }
        ],
        [
            Field(
                "maxUnavailable",
                .countOrPercentage("Replicas that may be missing during a rollout.", default: 0)
            ),
            Field("maxSurge", .countOrPercentage("Replicas that may be too many during a rollout.", default: "25%")),
            Field(
                "progressDeadlineSeconds",
                .integer("After how many seconds without progress a rollout has failed.", minimum: 1, default: 600)
            ),
        ]
    )
}
