extension CustomResourceDefinition {
    package static let model = CustomResourceDefinition(
        type: ServingAPI.models,
        shortName: "mdl",
        description: "A version of a model in the registry: where its file or archive is.",
        columns: [
            Column(name: "Model", type: "string", path: ".spec.modelName", description: "The model's name."),
            Column(name: "Version", type: "integer", path: ".spec.version", description: "Its version."),
            Column(name: "Age", type: "date", path: ".metadata.creationTimestamp", description: "Time since creation."),
        ],
        spec: .object(
            "What the model is.",
            [
                Field(
                    "modelName",
                    .string(
                        "The name by which it is deployed. Left out: the object's own name.",
                        pattern: Model.namePattern,
                        maximumLength: 255
                    )
                ),
                Field("version", .integer("Counts from 1.", minimum: 1), isRequired: true),
                Field(
                    "uri",
                    .string("Where the file or archive is.", pattern: Model.uriPattern, maximumLength: 2048),
                    isRequired: true
                ),
                Field(
                    "sha256",
                    .string("The digest of the file or archive, in hex.", pattern: "^[a-f0-9]{64}$", maximumLength: 64)
                ),
                Field("description", .string("For people.", maximumLength: 4096)),
                Field("tags", .map("Labels of the user's own.", to: .string("Any text."))),
            ]
        ),
        status: .object("What has become of it.", [])
    )
}
