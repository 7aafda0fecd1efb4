import KubernetesCore

extension DeploymentConfig {
    /// The keys that Azure ML reads for a type of compute. Others it passes over.
    static func keys(of type: ComputeType) -> [FieldPath] {
        switch type {
        case .local: ["computeType", "port"]
        case .aci: containerKeys + aciKeys
        case .aks: containerKeys + aksKeys + ["computeTargetName"]
        case .aksEndpoint: containerKeys + aksKeys + ["versionName", "trafficPercentile"]
        }
    }

    private static let containerKeys: [FieldPath] = [
        "computeType", "containerResourceRequirements.cpu", "containerResourceRequirements.memoryInGB",
        "authEnabled", "appInsightsEnabled", "keys.primaryKey", "keys.secondaryKey",
    ]

    private static let aciKeys: [FieldPath] = [
        "location", "sslEnabled", "sslCertificate", "sslKey", "cname", "dnsNameLabel",
        "vaultBaseUrl", "keyName", "keyVersion", "vnetName", "subnetName",
    ]

    private static let aksKeys: [FieldPath] = [
        "containerResourceRequirements.cpuLimit", "containerResourceRequirements.memoryInGBLimit", "gpuCores",
        "autoScaler.autoscaleEnabled", "autoScaler.minReplicas", "autoScaler.maxReplicas",
        "autoScaler.refreshPeriodInSeconds", "autoScaler.targetUtilization",
        "dataCollection.storageEnabled", "tokenAuthEnabled", "numReplicas", "namespace",
        "scoringTimeoutMs", "maxConcurrentRequestsPerContainer", "maxQueueWaitMs",
        "livenessProbeRequirements.periodSeconds", "livenessProbeRequirements.initialDelaySeconds",
        "livenessProbeRequirements.timeoutSeconds", "livenessProbeRequirements.successThreshold",
        "livenessProbeRequirements.failureThreshold",
    ]

    static let unmatchedKeys: [UnmatchedKey] =
        [
            UnmatchedKey(
                "appInsightsEnabled",
                .flag,
                why: "Slipway sends nothing to Application Insights",
                remedy: "collect the pods' logs and metrics with the means of the cluster"
            ),
            UnmatchedKey(
                "dataCollection.storageEnabled",
                .flag,
                why: "Slipway does not record what is asked and answered",
                remedy: "store it in run()"
            ),
            UnmatchedKey(
                "port",
                .integer,
                why: "a service in the cluster has no port of its own",
                remedy: "give it to slipway local run --port"
            ),
            UnmatchedKey(
                "location",
                .text,
                why: "the pods run where the cluster is",
                remedy: "apply the manifests to a cluster in that region"
            ),
            UnmatchedKey(
                "dnsNameLabel",
                .text,
                why: "Slipway makes no DNS names",
                remedy: "let a name lead to the gateway and add it to expose.hosts of the InferenceService"
            ),
        ]
        + encryptionKeys.map { path in
            UnmatchedKey(
                path,
                .text,
                why: "Slipway does not encrypt the disks of a container group",
                remedy: "turn on customer-managed keys for the disks of the cluster"
            )
        }
        + networkKeys.map { path in
            UnmatchedKey(
                path,
                .text,
                why: "the pods are in the network of the cluster",
                remedy: "apply the manifests to a cluster in that network"
            )
        }

    static let encryptionKeys: [FieldPath] = ["vaultBaseUrl", "keyName", "keyVersion"]
    static let networkKeys: [FieldPath] = ["vnetName", "subnetName"]

    /// What to say of a key that was not read.
    static func advice(on path: FieldPath, for type: ComputeType) -> (why: String, remedy: String)? {
        switch path {
        case "description", "tags", "properties":
            return fromCommandLine(path)
        case _ where path.parent == "tags" || path.parent == "properties":
            return fromCommandLine(path)
        case "containerResourceRequirements.gpu":
            return ("Azure ML reads gpuCores beside containerResourceRequirements", "write gpuCores")
        case "aadAuthEnabled":
            return ("Azure ML reads tokenAuthEnabled", "remove it")
        default:
            let others = ComputeType.allCases.filter { type in
                keys(of: type).contains { $0.steps.starts(with: path.steps) }
            }.map(\.rawValue)
            guard !others.isEmpty else { return nil }
            return (
                "Azure ML reads it for computeType \(others.joined(separator: ", ")) only, not for \(type.rawValue)",
                "remove it"
            )
        }
    }

    private static func fromCommandLine(_ path: FieldPath) -> (why: String, remedy: String) {
        (
            "Azure ML takes it from its command line, not from this file",
            "write it into spec.\(path) of the ModelDeployment"
        )
    }
}
