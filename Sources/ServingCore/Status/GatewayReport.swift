package import KubernetesCore

/// What a gateway alone can tell of InferenceServices. It stands in their status as conditions of its own, and only while
/// something is wrong.
package struct GatewayReport: Hashable, Sendable {
    /// The types of these conditions.
    package static let conditionTypes: Set = ["CertificateReady", "Served"]

    /// What is wrong with certificates, by their Secrets.
    package var certificates: [ObjectKey: String] = [:]
    /// What HAProxy has against the configuration that was to be put into force; nil when it is in force.
    package var refusal: String?
    /// The services that would be served in another way if it were.
    package var affected: Set<ObjectKey> = []

    package init() {}

    /// - Parameter now: for conditions that change.
    package func conditions(of service: InferenceService, now: Timestamp) -> [Condition] {
        let author = ConditionAuthor(
            generation: service.metadata.generation,
            previous: service.status?.conditions ?? [],
            now: now
        )
        var conditions: [Condition] = []
        if let key = service.certificateKey, let problem = certificates[key] {
            conditions.append(author.condition("CertificateReady", .false, .certificateInvalid, problem))
        }
        if let refusal, affected.contains(service.metadata.key) {
            let message =
                "what was in force before still is, since HAProxy refuses the gateway's configuration: \(refusal)"
            conditions.append(author.condition("Served", .false, .configurationRefused, message))
        }
        return conditions
    }
}

extension InferenceServiceStatus {
    /// Those that a gateway has written.
    package var gatewayConditions: [Condition] { conditions.filter { GatewayReport.conditionTypes.contains($0.type) } }

    package var withoutGatewayConditions: InferenceServiceStatus {
        var status = self
        status.conditions.removeAll { GatewayReport.conditionTypes.contains($0.type) }
        return status
    }
}
