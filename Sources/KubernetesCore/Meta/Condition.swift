/// One aspect of an object's state (`metav1.Condition`).
package struct Condition: Hashable, Sendable, Codable {
    package enum Status: String, Sendable, Codable {
        case `true` = "True"
        case `false` = "False"
        case unknown = "Unknown"
    }

    /// Kubernetes' limit for a condition's message, in code points.
    package static let maximumMessageLength = 32_768

    package let type: String
    package let status: Status
    /// One CamelCase word for programs.
    package let reason: String
    /// A sentence for people.
    package let message: String
    /// The generation of the spec that the condition was computed from.
    package let observedGeneration: Int64
    /// When `status` last changed, to the second.
    package let lastTransitionTime: Timestamp

    package init(
        type: String,
        status: Status,
        reason: String,
        message: String,
        observedGeneration: Int64,
        lastTransitionTime: Timestamp
    ) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = String(message.unicodeScalars.prefix(Self.maximumMessageLength))
        self.observedGeneration = observedGeneration
        self.lastTransitionTime = lastTransitionTime
    }

    /// The condition with the time at which its status really changed, when `previous` already held the same status.
    package func keepingTransitionTime(of previous: [Condition]) -> Condition {
        guard let before = previous.first(where: { $0.type == type }), before.status == status else { return self }
        return Condition(
            type: type,
            status: status,
            reason: reason,
            message: message,
            observedGeneration: observedGeneration,
            lastTransitionTime: before.lastTransitionTime
        )
    }
}
