import KubernetesCore

/// What a `deploymentconfig.json` of Azure ML's command line says, as far as Azure ML reads it.
struct DeploymentConfig: Sendable {
    enum ComputeType: String, Sendable, CaseIterable {
        case aks, aci, local
        /// A version of an endpoint that has several.
        case aksEndpoint = "aksendpoint"
    }

    struct Resources: Sendable {
        /// Cores.
        var cpu, cpuLimit: Given<Double>?
        /// Gigabytes.
        var memory, memoryLimit: Given<Double>?
        var gpus: Given<Int64>?
    }

    struct Autoscaler: Sendable {
        var isEnabled: Given<Bool>?
        var minReplicas, maxReplicas, targetUtilization, refreshSeconds: Given<Int64>?

        var settings: [Given<Int64>] {
            [minReplicas, maxReplicas, targetUtilization, refreshSeconds].compactMap { $0 }
        }
    }

    struct RequestSettings: Sendable {
        var scoringTimeoutMs, maxConcurrentPerReplica, maxQueueWaitMs: Given<Int64>?
    }

    struct LivenessProbe: Sendable {
        var initialDelaySeconds, periodSeconds, timeoutSeconds, successThreshold, failureThreshold: Given<Int64>?
    }

    struct Authentication: Sendable {
        var isEnabled, usesTokens: Given<Bool>?
        var primaryKey, secondaryKey: Given<String>?
    }

    /// TLS, which Azure ML's command line sets up for container instances only.
    struct TLS: Sendable {
        var isEnabled: Given<Bool>?
        var hostName: Given<String>?
        /// Paths of PEM files.
        var certificate, key: Given<String>?
    }

    let computeType: Given<ComputeType>
    var resources = Resources()
    var autoscaler = Autoscaler()
    var replicas: Given<Int64>?
    var requestSettings = RequestSettings()
    var livenessProbe = LivenessProbe()
    var authentication = Authentication()
    var tls = TLS()
    var namespace, computeTarget, versionName: Given<String>?
    var trafficPercentile: Given<Double>?

    var gaps: [ImportGap] = []
    var problems: [ImportProblem] = []
}
