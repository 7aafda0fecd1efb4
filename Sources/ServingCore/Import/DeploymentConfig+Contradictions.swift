import KubernetesCore

// The rules that Azure ML's own client checks before it sends anything. Bounds of single values are the schema's affair.

extension DeploymentConfig {
    func reportContradictions(_ reader: inout ConfigReader) {
        reportScaling(&reader)
        reportResources(&reader)
        if let tokens = authentication.usesTokens, tokens.value, authentication.isEnabled?.value == true {
            reader.report(at: tokens.place, "excludes authEnabled: set one of the two to false")
        }
        if let percentile = trafficPercentile, !(0...100).contains(percentile.value) {
            reader.report(at: percentile.place, "must be from 0 to 100, not \(percentile.value)")
        }
        if let isEnabled = tls.isEnabled, isEnabled.value {
            let missing = (["sslCertificate", "sslKey", "cname"] as [FieldPath]).filter { !reader.isGiven($0) }
            if !missing.isEmpty {
                let names = missing.map(\.description).joined(separator: " and ")
                reader.report(at: isEnabled.place, "needs \(names): add what is missing")
            }
        }
        reader.requireTogether(Self.encryptionKeys)
        reader.requireTogether(Self.networkKeys)
    }

    /// Azure ML's documentation says that a missing autoscaleEnabled means true where numReplicas is missing, too; its
    /// client refused that together with a setting of the autoscaler. Here the documentation counts.
    private func reportScaling(_ reader: inout ConfigReader) {
        switch (autoscaler.isEnabled, replicas) {
        case (let isEnabled?, nil) where !isEnabled.value && !reader.isGiven("numReplicas"):
            reader.report(at: isEnabled.place, "false needs numReplicas: add a number of replicas")
        case (let isEnabled?, let replicas?) where isEnabled.value:
            reader.report(
                at: replicas.place,
                "excludes autoScaler.autoscaleEnabled: remove numReplicas, or set autoscaleEnabled to false"
            )
        case (_, .some):
            for setting in autoscaler.settings {
                reader.report(
                    at: setting.place,
                    "belongs to the autoscaler, which numReplicas turns off: remove one of the two"
                )
            }
        default: break
        }
    }

    private func reportResources(_ reader: inout ConfigReader) {
        for cores in [resources.cpu, resources.cpuLimit].compactMap({ $0 })
        where ResourceAmount(cores: cores.value) == nil {
            reader.report(
                at: cores.place,
                "must be above 0 and as many cores as a machine can have, not \(cores.value)"
            )
        }
        for memory in [resources.memory, resources.memoryLimit].compactMap({ $0 })
        where ResourceAmount(gigabytes: memory.value) == nil {
            reader.report(
                at: memory.place,
                "must be above 0 and as many gigabytes as a machine can have, not \(memory.value)"
            )
        }
        reportLimit(resources.cpuLimit, below: resources.cpu, &reader)
        reportLimit(resources.memoryLimit, below: resources.memory, &reader)
    }

    private func reportLimit(_ limit: Given<Double>?, below request: Given<Double>?, _ reader: inout ConfigReader) {
        guard let limit, let request, limit.value > 0, limit.value < request.value else { return }
        reader.report(
            at: limit.place,
            "must not be lower than \(request.place.key): raise it to at least \(request.value)"
        )
    }
}
