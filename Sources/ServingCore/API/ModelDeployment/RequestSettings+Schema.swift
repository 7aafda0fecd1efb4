import KubernetesCore

extension ModelDeployment.RequestSettings {
    static let schema = Schema.object(
        "How requests are treated.",
        default: [:],
        [
            Field(
                "scoringTimeoutMs",
                .integer("How long one request may take; then 504.", minimum: 1, default: 60_000).unit("ms")
                    .origin("Azure ML scoring_timeout_ms")
            ),
            Field(
                "maxConcurrentPerReplica",
                .integer(
                    "How many requests a replica works on at once; also its worker processes.",
                    minimum: 1,
                    default: 1
                ).origin("Azure ML replica_max_concurrent_requests")
            ),
            Field(
                "maxQueueWaitMs",
                .integer("How long a request waits for a free replica; then 503.", minimum: 1, default: 500).unit("ms")
                    .origin("Azure ML max_request_wait_time")
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
                .integer("How long init() may take before failures count.", minimum: 1, default: 310).unit("s")
                    .origin("Azure ML initial_delay_seconds")
            ),
            Field(
                "periodSeconds",
                .integer("Time between two probes.", minimum: 1, default: 10).unit("s")
                    .origin("Azure ML period_seconds")
            ),
            Field(
                "timeoutSeconds",
                .integer("How long an answer may take.", minimum: 1, default: 2).unit("s")
                    .origin("Azure ML timeout_seconds")
            ),
            Field(
                "successThreshold",
                // Kubernetes allows no other value for liveness and startup probes.
                .integer("Successes in a row after a failure.", minimum: 1, maximum: 1, default: 1)
                    .origin("Azure ML success_threshold; Kubernetes allows 1")
            ),
            Field(
                "failureThreshold",
                .integer("Failures in a row until a restart.", minimum: 1, default: 3)
                    .origin("Azure ML failure_threshold")
            ),
        ]
    )
}

extension ModelDeployment.Rollout {
    /// Kubernetes' default.
    static let standardProgressDeadlineSeconds = 600

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
            },
            Rule("maxUnavailable is 100% at the most", field: "maxUnavailable") { rollout in
                guard let text = rollout["maxUnavailable"]?.string, text.hasSuffix("%"),
                    (Int(text.dropLast()) ?? .max) > 100
                else { return nil }
                return "must be 100% at the most, not \(text)"
            },
        ],
        [
            Field(
                "maxUnavailable",
                .countOrPercentage("Replicas that may be missing during a rollout.", default: 0)
                    .origin("Kubernetes Deployment")
            ),
            Field(
                "maxSurge",
                .countOrPercentage("Replicas that may be too many during a rollout.", default: "25%")
                    .origin("Kubernetes Deployment")
            ),
            Field(
                "progressDeadlineSeconds",
                .integer(
                    "After what time without progress a rollout has failed. The default is longer where init() may take "
                        + "longer.",
                    minimum: 1,
                    default: Int64(standardProgressDeadlineSeconds)
                ).unit("s").origin("Kubernetes Deployment")
            ),
        ]
    )
}
