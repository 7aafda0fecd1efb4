import KubernetesCore

extension ModelDeployment.InferenceConfig {
    static let schema = Schema.object(
        "The code that answers requests.",
        [
            Field(
                "entryScript",
                .string(
                    "The Python file with init() and run(), relative to the root of the source.",
                    pattern: #"^([A-Za-z0-9_.-]+/)*[A-Za-z_][A-Za-z0-9_]*\.py$"#,
                    meaning: "the relative path of a Python file whose name can be imported, such as score.py",
                    maximumLength: 253
                ).origin("Azure ML entry_script"),
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
            Rule(
                cel: "!has(self.credentialsSecretRef) || has(self.uri)",
                "credentialsSecretRef belongs to a uri: remove it",
                field: "credentialsSecretRef"
            ) { $0["credentialsSecretRef"] == nil || $0["uri"] != nil },
        ],
        [
            Field(
                "configMapRef",
                .reference("A ConfigMap of the same namespace: each key is a file.")
            ),
            Field("uri", .uri("A folder or archive.")),
            Field("sha256", .sha256("The digest of the archive, in hex.")),
            Field("credentialsSecretRef", .reference("A Secret with what the download needs.")),
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
                    meaning: "an image's name",
                    maximumLength: 1024
                ).origin("Azure ML base_image"),
                isRequired: true
            ),
            Field(
                "imagePullSecrets",
                .array(
                    "Secrets of the same namespace with the registry's credentials.",
                    of: .reference("A Secret."),
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
                ).origin("Azure ML environmentVariables")
            ),
        ]
    )
}
