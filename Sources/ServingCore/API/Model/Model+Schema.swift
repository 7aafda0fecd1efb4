import KubernetesCore

// Names, defaults and bounds are those of Azure ML v1's Model.register, where it has them.

extension CustomResourceDefinition {
    package static let model = CustomResourceDefinition(
        type: ServingAPI.models,
        shortName: "mdl",
        description: "A version of a model in the registry: where its file or archive is.",
        columns: [
            Column(name: "Model", type: "string", path: ".status.registered.modelName", description: "Its name."),
            Column(name: "Version", type: "integer", path: ".spec.version", description: "Its version."),
            .ready,
            .age,
            Column(
                name: "Latest",
                type: "boolean",
                path: ".status.latest",
                description: "Whether it is the highest version that can be deployed.",
                isWide: true
            ),
            Column(
                name: "Reason",
                type: "string",
                path: #".status.conditions[?(@.type=="Ready")].reason"#,
                description: "Why it is ready or not.",
                isWide: true
            ),
        ],
        spec: Model.specSchema,
        status: ModelStatus.schema
    )
}

extension Model {
    /// Azure ML's rule for model names.
    static let namePattern = #"^[a-zA-Z0-9][a-zA-Z0-9\-\._]{0,254}$"#

    static let nameMeaning =
        "up to 255 letters, digits, dots, dashes and underscores that begin with a letter or digit"

    static let specSchema = Schema.object(
        "What the model is.",
        rules: [
            Rule(
                cel: "!has(self.frameworkVersion) || self.framework != 'Custom'",
                "belongs to a framework: set framework",
                field: "frameworkVersion"
            ) { $0["frameworkVersion"] == nil || $0["framework"] != "Custom" },
            Rule(
                cel: "!has(self.sha256) || !self.uri.startsWith('oci://')",
                "an oci:// uri ends with a digest already: remove sha256",
                field: "sha256"
            ) { $0["sha256"] == nil || $0["uri"]?.string?.hasPrefix("oci://") != true },
        ],
        transitions: ["modelName", "version", "uri", "sha256"].map { name in
            .immutable(
                name,
                "a registered version does not change: change it back, or create a Model with the next version"
            )
        } + [.additive("properties", "a property does not change once it is there: add another one")],
        [
            Field(
                "modelName",
                .string(
                    "The name by which it is deployed. Left out: the object's own name.",
                    pattern: namePattern,
                    meaning: nameMeaning,
                    maximumLength: 255
                ).origin("Azure ML model_name")
            ),
            Field("version", .integer("Counts from 1.", minimum: 1).origin("Azure ML version"), isRequired: true),
            Field("uri", .uri("Where the file or archive is."), isRequired: true),
            Field("sha256", .sha256("The digest of the file or archive, in hex.")),
            Field(
                "unpack",
                .boolean("Whether the archive is unpacked. Left out: true for .tar.gz, .tgz and .zip.")
                    .origin("Azure ML unpack")
            ),
            Field(
                "framework",
                .choice(
                    "What made the model: with a framework, it can be deployed without code.",
                    of: Framework.allCases.map(\.rawValue),
                    default: Framework.custom.rawValue
                ).origin("Azure ML model_framework")
            ),
            Field(
                "frameworkVersion",
                .string("The framework's version.", minimumLength: 1, maximumLength: 64)
                    .origin("Azure ML model_framework_version")
            ),
            Field("credentialsSecretRef", .reference("A Secret with what the download needs.")),
            Field("description", .string("For people.", maximumLength: 4096).origin("Azure ML description")),
            Field("tags", .map("Labels of the user's own.", to: .string("Any text.")).origin("Azure ML tags")),
            Field(
                "properties",
                .map("Facts that are added once and not changed.", to: .string("Any text."))
                    .origin("Azure ML properties")
            ),
        ]
    )
}

extension Schema {
    /// Where a model or code comes from.
    static func uri(_ description: String) -> Schema {
        .string(
            description + " https://, azureblob://ACCOUNT/CONTAINER/PATH, pvc://CLAIM/PATH, "
                + "oci://REGISTRY/REPOSITORY@sha256:DIGEST or configmap://NAME/KEY; http:// only where the ComputeTarget "
                + "allows it.",
            pattern: #"^(https?|azureblob|pvc|oci|configmap)://[^\s]+$"#,
            meaning: "a uri that begins with https://, azureblob://, pvc://, oci://, configmap:// or http://",
            maximumLength: 2048,
            rules: [
                .uri("https?", #"[^\s/]+/[^\s]*"#, "an http uri is http[s]://HOST/PATH"),
                .uri(
                    "azureblob",
                    #"[a-z0-9]{3,24}/[a-z0-9-]{3,63}/[^\s]+"#,
                    "write azureblob://ACCOUNT/CONTAINER/PATH"
                ),
                .uri("pvc", #"[a-z0-9.-]+/[^\s]+"#, "write pvc://CLAIM/PATH"),
                .uri(
                    "oci",
                    #"[^\s/]+/[^\s]+@sha256:[a-f0-9]{64}"#,
                    "write oci://REGISTRY/REPOSITORY@sha256:DIGEST, since a tag may come to mean something else"
                ),
                .uri("configmap", #"[a-z0-9.-]+/[-._a-zA-Z0-9]+"#, "write configmap://NAME/KEY"),
            ]
        )
    }

    static func sha256(_ description: String) -> Schema {
        .string(
            description,
            pattern: "^[a-f0-9]{64}$",
            meaning: "64 hexadecimal digits in lower case",
            maximumLength: 64
        )
    }

    /// The name of another object.
    static func reference(_ description: String) -> Schema {
        .object(description, [Field("name", .objectName("Its name."), isRequired: true)])
    }

    static func objectName(_ description: String) -> Schema {
        .string(
            description,
            pattern: #"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"#,
            meaning: "lower-case letters, digits, dashes and dots",
            minimumLength: 1,
            maximumLength: 253
        )
    }
}

extension Rule {
    /// What follows `scheme`, a regular expression, has to match `rest`.
    fileprivate static func uri(_ scheme: String, _ rest: String, _ message: String) -> Rule {
        Rule(cel: "!self.matches(r'^\(scheme)://') || self.matches(r'^\(scheme)://\(rest)$')", message) { uri in
            guard let uri = uri.string, Pattern.matches(uri, "^\(scheme)://") else { return true }
            return Pattern.matches(uri, "^\(scheme)://\(rest)$")
        }
    }
}
