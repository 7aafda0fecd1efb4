extension MetadataRules {
    /// The types of what servers mostly write themselves, and which is in manifests that were exported from one.
    static let others = Schema.passedOn(
        "An object's metadata.",
        [
            Field("generateName", text),
            Field("finalizers", .array("Who has to be done first.", of: text, merge: .asWhole, maximumItems: .max)),
            Field("ownerReferences", .array("Owners.", of: owner, merge: .asWhole, maximumItems: .max)),
            Field("uid", text),
            Field("resourceVersion", text),
            Field("generation", number),
            Field("creationTimestamp", text),
            Field("deletionTimestamp", text),
            Field("deletionGracePeriodSeconds", number),
            Field(
                "managedFields",
                .array("Who has written what.", of: .passedOn("A manager."), merge: .asWhole, maximumItems: .max)
            ),
            Field("selfLink", text),
        ]
    )

    private static let owner = Schema.passedOn(
        "An owner.",
        ["apiVersion", "kind", "name", "uid"].map { Field($0, text, isRequired: true) }
            + ["controller", "blockOwnerDeletion"].map { Field($0, .boolean("Whether it is so.")) }
    )

    private static let text = Schema.string("A text.", maximumLength: .max)
    private static let number = Schema.integer("A number.", maximum: .max)
}
