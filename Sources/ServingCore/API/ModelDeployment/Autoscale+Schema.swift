import KubernetesCore

extension ModelDeployment.ResourceRequirements {
    static let schema = Schema.object(
        "What each replica needs, as in a Pod.",
        default: [:],
        rules: [
            // CEL knows quantities only since Kubernetes 1.29, so this rule is Slipway's alone.
            Rule("a limit must not be lower than the request for the same resource", field: "limits") { resources in
                let tooLow = (resources["limits"]?.object ?? [:]).filter { name, limit in
                    guard let request = resources["requests"]?[name].flatMap(Quantity.init),
                        let limit = Quantity(limit)
                    else { return false }
                    return limit < request
                }
                guard !tooLow.isEmpty else { return nil }
                return "must not be lower than the requests: raise " + tooLow.map(\.key).joined(separator: ", ")
            },
            Rule("devices have whole limits, equal to the requests", field: "limits", problem: deviceProblem),
        ],
        [
            Field(
                "requests",
                .resourceAmounts(
                    "What is set aside. Where cpu or memory is left out: 100m and 512Mi, Azure ML's defaults, or the "
                        + "limit if that is lower."
                ).origin("Azure ML cpu_cores, memory_gb")
            ),
            Field(
                "limits",
                .resourceAmounts("What is never exceeded; also where GPUs are asked for (nvidia.com/gpu).").origin(
                    "Azure ML cpu_cores_limit, memory_gb_limit, gpu_cores"
                )
            ),
        ]
    )

    /// What a Deployment would take and no pod may have: devices such as GPUs are not shared (Kubernetes' rule for
    /// extended resources).
    private static let deviceProblem: @Sendable (JSONValue) -> String? = { resources in
        let (requests, limits) = (resources["requests"]?.object ?? [:], resources["limits"]?.object ?? [:])
        let devices = Set(requests.keys).union(limits.keys).filter {
            $0.contains("/") && !$0.contains("kubernetes.io/")
        }
        for device in devices.sorted() {
            guard let limit = limits[device].flatMap(Quantity.init) else {
                return "must have \(device), too, which cannot be shared: as many as the requests"
            }
            guard limit.isWhole else { return "must be a whole number of \(device), which cannot be shared" }
            guard let request = requests[device].flatMap(Quantity.init), request != limit else { continue }
            return "must be as many \(device) as the requests, which cannot be shared"
        }
        return nil
    }
}

extension ModelDeployment.Autoscale {
    static let schema = Schema.object(
        "How many replicas there are, according to the load. With neither this nor replicas: these defaults.",
        rules: [
            Rule(
                cel: "self.minReplicas <= self.maxReplicas",
                "must not be higher than maxReplicas: lower minReplicas or raise maxReplicas (10 if left out)",
                field: "minReplicas"
            ) { ($0["minReplicas"]?.integer ?? 1) <= ($0["maxReplicas"]?.integer ?? 10) },
            Rule(
                cel: "!has(self.fastScaleUp) || !self.fastScaleUp || self.metric != 'CPU'",
                "goes by requests and not by CPU: set metric to Concurrency, or remove fastScaleUp",
                field: "fastScaleUp"
            ) { $0["fastScaleUp"] != true || $0["metric"]?.string != Metric.cpu.rawValue },
        ],
        [
            Field("enabled", .boolean("False needs replicas.", default: true).origin("Azure ML autoscale_enabled")),
            Field(
                "minReplicas",
                .integer("The fewest replicas.", minimum: 1, default: 1).origin("Azure ML autoscale_min_replicas")
            ),
            Field(
                "maxReplicas",
                .integer("The most replicas.", minimum: 1, default: 10).origin("Azure ML autoscale_max_replicas")
            ),
            Field(
                "targetUtilization",
                .integer("The utilisation to aim at.", minimum: 1, maximum: 100, default: 70).unit("percent")
                    .origin("Azure ML autoscale_target_utilization")
            ),
            Field(
                "refreshSeconds",
                .integer("How often the load is looked at.", minimum: 1, default: 1).unit("s")
                    .origin("Azure ML autoscale_refresh_seconds")
            ),
            Field(
                "metric",
                .choice(
                    "What utilisation means: Concurrency is (busy + queued requests) / (replicas x "
                        + "maxConcurrentPerReplica), Azure ML's formula; CPU is used where that is not to be had.",
                    of: Metric.allCases.map(\.rawValue),
                    default: Metric.concurrency.rawValue
                )
            ),
            Field(
                "fastScaleUp",
                .boolean(
                    "Whether Slipway adds replicas within seconds while requests queue, and not only when the autoscaler "
                        + "looks. Left out: no. Not with metric CPU."
                )
            ),
        ]
    )
}
