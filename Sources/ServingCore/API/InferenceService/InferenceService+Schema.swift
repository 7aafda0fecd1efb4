import KubernetesCore

// Names, defaults and bounds are those of Azure ML v1's AksEndpoint and AksWebservice, where they have them.

extension CustomResourceDefinition {
    package static let inferenceService = CustomResourceDefinition(
        type: ServingAPI.inferenceServices,
        shortName: "isvc",
        description: "One endpoint over one to six ModelDeployments of its namespace.",
        columns: [
            .ready,
            Column(name: "URL", type: "string", path: ".status.scoringUri", description: "Where requests are sent to."),
            Column(
                name: "Traffic",
                type: "string",
                path: ".spec.traffic",
                description: "How requests are shared out."
            ),
            .age,
        ],
        spec: InferenceService.specSchema,
        status: InferenceServiceStatus.schema,
        rules: [
            Rule(
                cel:
                    "has(self.spec.serviceName) || (size(self.metadata.name) >= 3 && size(self.metadata.name) <= 32 && "
                    + "self.metadata.name.matches('\(InferenceService.serviceNamePattern)'))",
                "is no service name (\(InferenceService.serviceNameMeaning)): set spec.serviceName",
                field: "metadata.name"
            ) { object in
                guard object["spec"]?["serviceName"] == nil, let name = object["metadata"]?["name"]?.string else {
                    return true
                }
                return (3...32).contains(name.utf8.count) && Pattern.matches(name, InferenceService.serviceNamePattern)
            },
            Rule(
                cel: "size(self.metadata.name) <= 63",
                "must be at most 63 characters, since labels bear it",
                field: "metadata.name"
            ) { ($0["metadata"]?["name"]?.string?.utf8.count ?? 0) <= 63 },
        ]
    )
}

extension InferenceService {
    /// Azure ML's rule for service names.
    static let serviceNamePattern = "^[a-z]([-a-z0-9]*[a-z0-9])?$"
    static let serviceNameMeaning = "3 to 32 lower-case letters, digits and dashes that begin with a letter"

    /// Azure ML's limit for the versions of an endpoint.
    static let maximumDeployments = 6

    static let specSchema = Schema.object(
        "Who may call it, and who answers.",
        rules: [
            Rule(
                cel: "self.traffic.map(t, t.percent).sum() <= 100",
                "the percents must not add up to more than 100",
                field: "traffic"
            ) { spec in
                (spec["traffic"]?.array ?? []).reduce(0) { $0 + ($1["percent"]?.integer ?? 0) } <= 100
            },
            Rule(
                cel: "!has(self.defaultDeployment) || self.traffic.exists(t, t.deployment == self.defaultDeployment)",
                "must be one of the deployments in traffic",
                field: "defaultDeployment"
            ) { spec in
                spec["defaultDeployment"] == nil
                    || (spec["traffic"]?.array ?? []).contains { $0["deployment"] == spec["defaultDeployment"] }
            },
        ],
        [
            Field(
                "serviceName",
                .string(
                    "The name in its URL, unique in the cluster: of several the oldest has it. Left out: the object's "
                        + "own name.",
                    pattern: serviceNamePattern,
                    meaning: serviceNameMeaning,
                    minimumLength: 3,
                    maximumLength: 32
                ).origin("Azure ML name")
            ),
            Field("traffic", trafficSchema, isRequired: true),
            Field(
                "defaultDeployment",
                .objectName("Gets what the percents leave over. Left out: the first.").origin("Azure ML is_default")
            ),
            Field("auth", authSchema),
            Field("expose", exposeSchema),
            Field("limits", limitsSchema),
        ]
    )

    private static let trafficSchema = Schema.array(
        "How requests are shared out.",
        of: .object(
            "One deployment's part.",
            [
                Field("deployment", .objectName("A ModelDeployment of the same namespace."), isRequired: true),
                Field(
                    "percent",
                    .integer("Its part of the requests.", minimum: 0, maximum: 100, default: 0).unit("percent")
                        .origin("Azure ML traffic_percentile")
                ),
            ]
        ),
        merge: .byKeys(["deployment"]),
        minimumItems: 1,
        maximumItems: maximumDeployments
    ).origin("Azure ML: up to six versions")

    private static let authSchema = Schema.object(
        "Who may call it.",
        default: [:],
        [
            Field(
                "enabled",
                .boolean("Whether requests need one of the two keys.", default: true).origin("Azure ML auth_enabled")
            ),
            Field(
                "keysSecretRef",
                .reference("The Secret with primaryKey and secondaryKey. Left out: <name>-keys, made if it is missing.")
            ),
        ]
    )

    private static let exposeSchema = Schema.object(
        "Host names of its own.",
        rules: [
            Rule(
                cel: "!has(self.tlsSecretRef) || (has(self.hosts) && size(self.hosts) > 0)",
                "needs hosts, since clients get a certificate by the host that they ask for",
                field: "tlsSecretRef"
            ) { $0["tlsSecretRef"] == nil || $0["hosts"]?.array?.isEmpty == false }
        ],
        [
            Field(
                "hosts",
                .array(
                    "Host names under which /score is served.",
                    of: .string(
                        "A host name.",
                        pattern: #"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"#,
                        meaning: "a host name in lower case",
                        maximumLength: 253
                    ),
                    merge: .asSet,
                    maximumItems: 16
                ).origin("Azure ML ssl_cname")
            ),
            Field(
                "tlsSecretRef",
                .reference(
                    "A Secret of type kubernetes.io/tls with the certificate of the hosts, for TLS 1.2 and newer."
                )
            ),
            Field(
                "plainHTTP",
                .choice(
                    "What becomes of requests without TLS. Refused ones get 403, redirected ones 308; left out: Allow.",
                    of: PlainHTTP.allCases.map(\.rawValue)
                )
            ),
        ]
    )

    private static let limitsSchema = Schema.object(
        "What is refused.",
        default: [:],
        [
            Field(
                "maxRequestBytes",
                .integer("The largest request; then 413.", minimum: 1, maximum: nil, default: 104_857_600).unit("bytes")
                    .origin("Azure ML: 100 MB")
            )
        ]
    )
}
