import KubernetesCore

extension DeploymentConfig {
    /// - Throws: if it cannot be told what kind of file it is.
    init(_ json: JSONValue) throws(ImportProblem) {
        let computeType = try Self.computeType(of: json)
        let type = computeType.value
        let place = ImportPlace.deploymentConfig
        var reader = ConfigReader(json, at: place, reading: Set(Self.keys(of: type)))
        self.init(computeType: computeType)
        _ = reader.text("computeType")
        readResources(&reader)
        readScaling(&reader)
        readService(&reader)
        gaps = reader.gaps(of: Self.unmatchedKeys)
        gaps += reader.unreadGaps(at: place, known: ComputeType.allCases.flatMap(Self.keys(of:))) { path in
            Self.advice(on: path, for: type)
        }
        reportContradictions(&reader)
        problems = reader.problems
    }

    private static func computeType(of json: JSONValue) throws(ImportProblem) -> Given<ComputeType> {
        guard json.object != nil else {
            let found = json == .null ? "an empty file" : json.typeName
            throw ImportProblem(at: .deploymentConfig(FieldPath()), "must be a JSON object, not \(found)")
        }
        let place = ImportPlace.deploymentConfig("computeType")
        let types = ComputeType.allCases.map(\.rawValue).joined(separator: ", ")
        guard let value = json["computeType"], value != .null else {
            throw ImportProblem(at: place, "is required: write one of \(types)")
        }
        guard let text = value.string else {
            throw ImportProblem(at: place, "must be a string, not \(value.typeName): write one of \(types)")
        }
        guard let type = ComputeType(rawValue: text.lowercased()) else {
            throw ImportProblem(at: place, "must be one of \(types), not \"\(text)\"")
        }
        return Given(value: type, place: place)
    }

    private mutating func readResources(_ reader: inout ConfigReader) {
        resources.cpu = reader.number("containerResourceRequirements.cpu")
        resources.cpuLimit = reader.number("containerResourceRequirements.cpuLimit")
        resources.memory = reader.number("containerResourceRequirements.memoryInGB")
        resources.memoryLimit = reader.number("containerResourceRequirements.memoryInGBLimit")
        resources.gpus = reader.integer("gpuCores")
    }

    private mutating func readScaling(_ reader: inout ConfigReader) {
        autoscaler.isEnabled = reader.boolean("autoScaler.autoscaleEnabled")
        autoscaler.minReplicas = reader.integer("autoScaler.minReplicas")
        autoscaler.maxReplicas = reader.integer("autoScaler.maxReplicas")
        autoscaler.targetUtilization = reader.integer("autoScaler.targetUtilization")
        autoscaler.refreshSeconds = reader.integer("autoScaler.refreshPeriodInSeconds")
        replicas = reader.integer("numReplicas")
        requestSettings.scoringTimeoutMs = reader.integer("scoringTimeoutMs")
        requestSettings.maxConcurrentPerReplica = reader.integer("maxConcurrentRequestsPerContainer")
        requestSettings.maxQueueWaitMs = reader.integer("maxQueueWaitMs")
        livenessProbe.initialDelaySeconds = reader.integer("livenessProbeRequirements.initialDelaySeconds")
        livenessProbe.periodSeconds = reader.integer("livenessProbeRequirements.periodSeconds")
        livenessProbe.timeoutSeconds = reader.integer("livenessProbeRequirements.timeoutSeconds")
        livenessProbe.successThreshold = reader.integer("livenessProbeRequirements.successThreshold")
        livenessProbe.failureThreshold = reader.integer("livenessProbeRequirements.failureThreshold")
    }

    private mutating func readService(_ reader: inout ConfigReader) {
        authentication.isEnabled = reader.boolean("authEnabled")
        authentication.usesTokens = reader.boolean("tokenAuthEnabled")
        authentication.primaryKey = reader.text("keys.primaryKey")
        authentication.secondaryKey = reader.text("keys.secondaryKey")
        tls.isEnabled = reader.boolean("sslEnabled")
        tls.hostName = reader.text("cname")
        tls.certificate = reader.text("sslCertificate")
        tls.key = reader.text("sslKey")
        namespace = reader.text("namespace")
        computeTarget = reader.text("computeTargetName")
        versionName = reader.text("versionName")
        trafficPercentile = reader.number("trafficPercentile")
    }
}
