package import KubernetesCore

/// What has become of an InferenceService.
package struct InferenceServiceStatus: Codable, Hashable, Sendable {
    package struct Traffic: Codable, Hashable, Sendable {
        package var deployment: String
        package var percent: Int
        package var effectivePercent: Int
        package var readyReplicas: Int
    }

    package var observedGeneration: Int64
    package var scoringUri: String?
    package var swaggerUri: String?
    package var traffic: [Traffic]
    package var authEnabled: Bool
    package var keysSecret: String?
    /// Sorted by type.
    package var conditions: [Condition]

    private enum CodingKeys: CodingKey {
        case observedGeneration, scoringUri, swaggerUri, traffic, authEnabled, keysSecret, conditions
    }
}

extension InferenceServiceStatus {
    /// A gateway may write its condition before the controller has written anything.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        observedGeneration = try container.decodeIfPresent(Int64.self, forKey: .observedGeneration) ?? 0
        scoringUri = try container.decodeIfPresent(String.self, forKey: .scoringUri)
        swaggerUri = try container.decodeIfPresent(String.self, forKey: .swaggerUri)
        traffic = try container.decodeIfPresent([Traffic].self, forKey: .traffic) ?? []
        authEnabled = try container.decodeIfPresent(Bool.self, forKey: .authEnabled) ?? false
        keysSecret = try container.decodeIfPresent(String.self, forKey: .keysSecret)
        conditions = try container.decodeIfPresent([Condition].self, forKey: .conditions) ?? []
    }
}

extension InferenceServiceStatus {
    static let schema = Schema.object(
        "What has become of it.",
        [
            .observedGeneration,
            Field("scoringUri", .string("Where requests are sent to.", maximumLength: 2048)),
            Field("swaggerUri", .string("Where the OpenAPI description is.", maximumLength: 2048)),
            Field(
                "traffic",
                .array(
                    "Where the requests go.",
                    of: .object(
                        "One deployment's part.",
                        [
                            Field("deployment", .string("The ModelDeployment."), isRequired: true),
                            Field("percent", .integer("What the spec says.").unit("percent")),
                            Field(
                                "effectivePercent",
                                .integer("What it gets, since some may have no ready replica.").unit("percent")
                            ),
                            Field("readyReplicas", .integer("Replicas that answer.")),
                        ]
                    ),
                    merge: .byKeys(["deployment"]),
                    maximumItems: InferenceService.maximumDeployments
                )
            ),
            Field("authEnabled", .boolean("Whether requests need a key.")),
            Field("keysSecret", .string("The Secret with the keys.", maximumLength: 253)),
            .conditions,
        ]
    )
}
