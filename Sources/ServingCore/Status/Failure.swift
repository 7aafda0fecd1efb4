/// Why a replica does not run, with a reason of the catalogue and what to do about it.
struct Failure: Hashable, Sendable {
    let reason: Reason
    let evidence: ModelDeploymentStatus.Failure

    init(
        _ diagnosis: Diagnosis,
        pod: String? = nil,
        container: String? = nil,
        exitCode: Int? = nil,
        restarts: Int? = nil
    ) {
        reason = diagnosis.reason
        evidence = ModelDeploymentStatus.Failure(
            reason: diagnosis.reason.rawValue,
            message: diagnosis.message,
            remedy: diagnosis.remedy,
            pod: pod,
            container: container,
            exitCode: exitCode,
            restarts: restarts
        )
    }

    /// For a condition's message: object, evidence, remedy.
    var sentence: String {
        let object = evidence.pod.map { "pod \($0): " } ?? ""
        return object + evidence.message + (evidence.remedy.map { "; \($0)" } ?? "")
    }
}
