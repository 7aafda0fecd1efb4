import KubernetesCore

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
