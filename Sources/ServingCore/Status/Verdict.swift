import KubernetesCore

/// How a ModelDeployment is doing, in the words of all its audiences: Azure ML's state, kstatus, and people.
struct Verdict: Hashable, Sendable {
    /// kstatus: whether more will happen by itself, or somebody has to act.
    enum Course: Hashable, Sendable {
        case settled
        case reconciling
        case stalled
    }

    let state: ModelDeploymentStatus.State
    let isReady: Bool
    let course: Course
    let reason: Reason
    let message: String
}

/// How many replicas are asked for, and how many there are.
struct ReplicaCounts: Hashable, Sendable {
    let minimum: Int
    let maximum: Int
    /// What has to be available for the service to count as ready: a scaler that is adding replicas takes nothing away.
    let required: Int
    /// What the Deployment is set to; what it will be set to while there is none.
    let desired: Int
    let ready: Int
    let available: Int

    init(_ scaling: ModelDeployment.Spec.Scaling, isSuspended: Bool, _ deployment: Deployment?) {
        minimum = scaling.minimum
        maximum = scaling.maximum
        required = isSuspended ? 0 : minimum
        desired = deployment?.spec.replicas ?? required
        ready = deployment?.status.readyReplicas ?? 0
        available = deployment?.status.availableReplicas ?? 0
    }

    fileprivate var sentence: String { "\(ready) of \(desired) replicas are ready" }

    /// What a failure leaves.
    fileprivate var stillServing: String {
        switch ready {
        case 0: ""
        case 1: "; 1 replica serves meanwhile"
        default: "; \(ready) replicas serve meanwhile"
        }
    }
}

extension Verdict {
    static func of(
        _ counts: ReplicaCounts,
        _ observed: ObservedChildren,
        _ failure: Failure?,
        isSuspended: Bool
    ) -> Verdict {
        guard let deployment = observed.deployment else { return progressing("the Deployment is being created") }
        let status = deployment.status
        guard status.observedGeneration >= deployment.metadata.generation else {
            return progressing("the Deployment is being \(status.observedGeneration == 0 ? "created" : "changed")")
        }
        let conditions = status.conditions
        let isDeadlineExceeded = conditions["Progressing"]?.reason == "ProgressDeadlineExceeded"

        if isSuspended { return suspended(deployment) }
        let isRolledOut = deployment.hasNewReplicasOnly
        if isRolledOut, counts.available >= counts.required { return .healthy(counts, failure) }
        if let failure { return .failing(failure, counts, isFinal: isDeadlineExceeded) }
        if isDeadlineExceeded { return .overdue(observed, counts) }
        if deployment.spec.replicas == 0 { return .scaledToZero(deployment) }
        guard isRolledOut, status.replicas > 0 else {
            let old = status.replicas - status.updatedReplicas
            return progressing(
                "\(status.updatedReplicas) of \(counts.desired) replicas are up to date; old replicas left: \(old)"
            )
        }
        return .waiting(counts, isStarting: !observed.hasLostReplica)
    }

    /// - Parameter failure: of a replica beyond those that have to be there.
    private static func healthy(_ counts: ReplicaCounts, _ failure: Failure?) -> Verdict {
        let message = counts.sentence + (failure.map { "; \($0.sentence)" } ?? "")
        return Verdict(state: .healthy, isReady: true, course: .settled, reason: .healthy, message: message)
    }

    /// By somebody else, and autoscalers leave it at that.
    private static func scaledToZero(_ deployment: Deployment) -> Verdict {
        Verdict(
            state: .unhealthy,
            isReady: false,
            course: .stalled,
            reason: .replicasUnavailable,
            message:
                "somebody has scaled Deployment \(deployment.metadata.name) to zero, where no autoscaler acts; scale it "
                + "up, or set spec.suspend to have it so"
        )
    }

    private static func progressing(_ message: String) -> Verdict {
        Verdict(state: .transitioning, isReady: false, course: .reconciling, reason: .progressing, message: message)
    }

    private static func suspended(_ deployment: Deployment) -> Verdict {
        guard deployment.spec.replicas == 0, deployment.status.replicas == 0 else {
            return progressing("\(deployment.status.replicas) replicas are ending")
        }
        let message = "scaled to zero, as spec.suspend says"
        return Verdict(state: .suspended, isReady: true, course: .settled, reason: .suspended, message: message)
    }

    private static func failing(_ failure: Failure, _ counts: ReplicaCounts, isFinal: Bool) -> Verdict {
        let state: ModelDeploymentStatus.State =
            failure.reason.isOfScheduling ? .unschedulable : isFinal ? .failed : .unhealthy
        return Verdict(
            state: state,
            isReady: false,
            course: isFinal ? .stalled : .reconciling,
            reason: failure.reason,
            message: failure.sentence + counts.stillServing
        )
    }

    private static func overdue(_ observed: ObservedChildren, _ counts: ReplicaCounts) -> Verdict {
        let waiting = observed.unreadyContainer
        let remedy =
            waiting.map {
                "container \($0.container) of pod \($0.pod) is not ready, see kubectl logs \($0.pod) -c \($0.container)"
            }
            ?? "see kubectl describe pods"
        return Verdict(
            state: .failed,
            isReady: false,
            course: .stalled,
            reason: .progressDeadlineExceeded,
            message: "the rollout has made no progress within spec.rollout.progressDeadlineSeconds; "
                + remedy + ", or raise that field" + counts.stillServing
        )
    }

    /// The right replicas are there, but not all of them answer.
    private static func waiting(_ counts: ReplicaCounts, isStarting: Bool) -> Verdict {
        let isBelowMinimum = counts.desired < counts.minimum
        let message = counts.sentence + (isBelowMinimum ? "; the autoscaler will make them \(counts.minimum)" : "")
        return isStarting
            ? progressing(message)
            : Verdict(
                state: .unhealthy,
                isReady: false,
                course: .reconciling,
                reason: .replicasUnavailable,
                message: message
            )
    }
}
