package import KubernetesCore

extension ObjectEvent {
    /// What users are to be told as a status changes; nil where nothing has that they have not been told.
    ///
    /// Progress is not told: the children have events of their own. A spec that was changed and is still not carried out is,
    /// with its new generation.
    package static func readiness(from old: [Condition], to new: [Condition]) -> ObjectEvent? {
        guard let ready = new.ready, ready.reason != Reason.progressing.rawValue else { return nil }
        let before = old.ready
        let isSame = before?.status == ready.status && before?.reason == ready.reason
        if isSame, ready.status == .true || before?.observedGeneration == ready.observedGeneration { return nil }
        let severity: Severity = ready.status == .true ? .normal : .warning
        return ObjectEvent(severity, reason: ready.reason, action: "Reconcile", note: ready.message)
    }
}

extension [Condition] {
    fileprivate var ready: Condition? { first { $0.type == "Ready" } }
}
