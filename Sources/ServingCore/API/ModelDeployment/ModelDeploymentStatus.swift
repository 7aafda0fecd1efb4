package import KubernetesCore

/// What has become of a ModelDeployment.
package struct ModelDeploymentStatus: Codable, Hashable, Sendable {
    /// Azure ML's words for the state of a web service.
    package enum State: String, Codable, Sendable, CaseIterable {
        /// On its way to what the spec says.
        case transitioning = "Transitioning"
        /// Every replica that is asked for answers.
        case healthy = "Healthy"
        /// There are replicas that do not answer.
        case unhealthy = "Unhealthy"
        /// No node has room for a replica.
        case unschedulable = "Unschedulable"
        /// It cannot become healthy unless somebody changes something.
        case failed = "Failed"
        /// Scaled to zero as the spec says.
        case suspended = "Suspended"
    }

    /// Evidence of why a replica does not run.
    package struct Failure: Codable, Hashable, Sendable {
        package var reason: String
        /// What the cluster says.
        package var message: String
        /// What to do about it, where the message does not say so itself.
        package var remedy: String?
        /// nil where there is no pod, as none may be made.
        package var pod: String?
        package var container: String?
        package var exitCode: Int?
        package var restarts: Int?
    }

    /// A pod template that was rolled out.
    package struct Revision: Codable, Hashable, Sendable {
        /// The Deployment's number for it, as `kubectl rollout history` shows it.
        package var revision: Int
        package var templateDigest: String
        package var modelVersions: [String]
        package var image: String
        /// When it was first seen.
        package var time: Timestamp
    }

    package var observedGeneration: Int64
    package var state: State
    /// `<ready>/<desired>`, for the eye.
    package var ready: String
    package var readyReplicas: Int
    package var desiredReplicas: Int
    package var minReplicas: Int
    package var maxReplicas: Int
    /// nil without an autoscaler.
    package var targetUtilization: Int?
    package var image: String?
    /// `name:version` of each model that replicas run or are about to.
    package var modelVersions: [String]?
    /// The newest first; nil before the first one.
    package var revisions: [Revision]?
    package var lastFailure: Failure?
    /// Sorted by type.
    package var conditions: [Condition]
}

extension ModelDeploymentStatus {
    /// All that a spec may name, twice: new and old during a rollout.
    static let maximumModelVersions = 2000

    static let schema = Schema.object(
        "What has become of it.",
        [
            .observedGeneration,
            Field("state", .choice("Azure ML's state word.", of: State.allCases.map(\.rawValue))),
            Field("ready", .string("Ready and desired replicas.")),
            Field("readyReplicas", .integer("Replicas that answer.")),
            Field("desiredReplicas", .integer("Replicas that there should be now.")),
            Field("minReplicas", .integer("The fewest replicas.")),
            Field("maxReplicas", .integer("The most replicas.")),
            Field("targetUtilization", .integer("The utilisation in percent that the autoscaler aims at.")),
            Field("image", .string("The image of the scoring container.")),
            Field(
                "modelVersions",
                .array(
                    "The models and versions that replicas run or are about to, as name:version; during a rollout also "
                        + "those before.",
                    of: .string("name:version"),
                    merge: .asWhole,
                    maximumItems: maximumModelVersions
                )
            ),
            Field(
                "revisions",
                .array(
                    "The pod templates that were rolled out last, the newest first.",
                    of: .object(
                        "A pod template.",
                        [
                            Field("revision", .integer("The Deployment's number, as in kubectl rollout history.")),
                            Field("templateDigest", .string("Tells templates apart.")),
                            Field(
                                "modelVersions",
                                .array(
                                    "The models and versions, as name:version.",
                                    of: .string("name:version"),
                                    merge: .asWhole,
                                    maximumItems: 1000
                                )
                            ),
                            Field("image", .string("The image of the scoring container.")),
                            Field("time", .string("When it was first seen.")),
                        ]
                    ),
                    merge: .asWhole,
                    maximumItems: 5
                )
            ),
            Field(
                "lastFailure",
                .object(
                    "Why a replica does not run, while one does not.",
                    [
                        Field("reason", .string("One word.")),
                        Field("message", .string("What the cluster says.", maximumLength: 4096)),
                        Field("remedy", .string("What to do about it.", maximumLength: 1024)),
                        Field("pod", .string("The pod.")),
                        Field("container", .string("The container.")),
                        Field("exitCode", .integer("The exit code of its last end.")),
                        Field("restarts", .integer("How often it was restarted.")),
                    ]
                )
            ),
            .conditions,
        ]
    )
}

extension Schema {
    /// `metav1.Condition`, merged by type.
    static let conditions = Schema.array(
        "The aspects of its state. True is good, but for Reconciling and Stalled.",
        of: .object(
            "One aspect.",
            [
                Field("type", .string("Which.", maximumLength: 316), isRequired: true),
                Field("status", .choice("Whether it holds.", of: ["True", "False", "Unknown"]), isRequired: true),
                Field("reason", .string("One word for programs."), isRequired: true),
                Field(
                    "message",
                    .string("A sentence for people.", maximumLength: Condition.maximumMessageLength),
                    isRequired: true
                ),
                Field("observedGeneration", .integer("The generation of the spec that this is about.", maximum: nil)),
                Field("lastTransitionTime", .string("When the status last changed."), isRequired: true),
            ]
        ),
        merge: .byKeys(["type"]),
        maximumItems: 32
    )
}
