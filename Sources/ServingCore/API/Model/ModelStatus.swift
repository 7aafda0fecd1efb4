package import KubernetesCore

/// What has become of a Model.
package struct ModelStatus: Codable, Hashable, Sendable {
    /// What must not change, as it was when the Model was first seen: API servers before 1.25 let it be edited.
    package struct Registered: Codable, Hashable, Sendable {
        package var modelName: String
        package var version: Int
        /// Of the uri, which may hold a shared access signature.
        package var uriDigest: String
        package var sha256: String?
        package var properties: [String: String]?
    }

    package var observedGeneration: Int64
    /// Whether it is the highest version that can be deployed.
    package var latest: Bool
    /// The ModelDeployments of the namespace that run it or are about to, sorted.
    package var usedBy: [String]
    package var registered: Registered?
    /// Sorted by type.
    package var conditions: [Condition]
}

extension ModelStatus {
    static let schema = Schema.object(
        "What has become of it.",
        [
            .observedGeneration,
            Field("latest", .boolean("Whether it is the highest version that can be deployed.")),
            Field(
                "usedBy",
                .array(
                    "The ModelDeployments that run it or are about to. While there are any it is not deleted.",
                    of: .string("A ModelDeployment of the same namespace."),
                    // API servers before 1.22 make null of an emptied set.
                    merge: .asWhole,
                    maximumItems: 10_000
                )
            ),
            Field(
                "registered",
                .object(
                    "What must not change, as it was at first.",
                    [
                        Field("modelName", .string("The name by which it is deployed.")),
                        Field("version", .integer("The version.")),
                        Field("uriDigest", .string("Tells whether the uri is still the same.")),
                        Field("sha256", .string("Its digest.")),
                        Field("properties", .map("Its properties.", to: .string("Any text."))),
                    ]
                )
            ),
            .conditions,
        ]
    )
}

extension Field {
    static let observedGeneration = Field(
        "observedGeneration",
        .integer("The generation of the spec that this is about.", maximum: nil)
    )

    static let conditions = Field("conditions", .conditions)
}
