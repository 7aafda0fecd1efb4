import KubernetesCore

/// Writes the conditions of one status.
struct ConditionAuthor {
    let generation: Int64
    let previous: [Condition]
    let now: Timestamp

    init(generation: Int64, previous: [Condition], now: Timestamp) {
        self.generation = generation
        self.previous = previous
        self.now = now
    }

    /// For an object of which nothing but its metadata is understood. The creation's time is the only one that does not
    /// change from one look to the next.
    init(undecodable metadata: ObjectMeta) {
        self.init(
            generation: metadata.generation,
            previous: [],
            now: metadata.creationTimestamp ?? Timestamp(seconds: 0)
        )
    }

    func condition(_ type: String, _ status: Condition.Status, _ reason: Reason, _ message: String) -> Condition {
        Condition(
            type: type,
            status: status,
            reason: reason.rawValue,
            message: message,
            observedGeneration: generation,
            lastTransitionTime: Timestamp(seconds: now.seconds)
        ).keepingTransitionTime(of: previous)
    }

    func validity(_ violations: [Violation]) -> Condition {
        violations.isEmpty
            ? condition("Valid", .true, .valid, "the spec is valid")
            : condition("Valid", .false, .invalidSpec, violations.sentence)
    }

    /// `Ready`, and for kstatus `Reconciling` (wait) or `Stalled` (somebody has to act).
    func readiness(_ status: Condition.Status, _ reason: Reason, _ message: String, course: Verdict.Course)
        -> [Condition]
    {
        let ready = condition("Ready", status, reason, message)
        switch course {
        case .settled: return [ready]
        case .reconciling: return [ready, condition("Reconciling", .true, reason, message)]
        case .stalled: return [ready, condition("Stalled", .true, reason, message)]
        }
    }
}
