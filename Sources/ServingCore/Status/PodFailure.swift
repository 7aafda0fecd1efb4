import KubernetesCore

/// Why one pod does not run.
struct PodFailure {
    let pod: Pod
    /// Where it runs; nil before it is scheduled.
    let node: Node?
    /// Warnings about it.
    let events: [Event]
    let spec: ModelDeployment.Spec
    let previous: ModelDeploymentStatus.Failure?

    var failure: Failure? {
        lost ?? ended ?? unscheduled ?? unprepared ?? containers.lazy.compactMap { $0.failure }.first.map(refined)
    }

    /// Whether a node has ended it, so that another one takes its place.
    static func isEnded(_ pod: Pod) -> Bool { pod.status?.phase == "Failed" }

    private func failure(_ diagnosis: Diagnosis) -> Failure { Failure(diagnosis, pod: pod.metadata.name) }

    /// What a node that does not answer has said of a pod may not be true any more.
    private var lost: Failure? {
        let isReady = pod.status?.conditions?["Ready"]?.isTrue == true
        guard pod.status?.reason == "NodeLost" || (node.map { !$0.offer.isReady } == true && !isReady) else {
            return nil
        }
        return failure(
            Diagnosis(
                .nodeLost,
                "node \(node?.metadata.name ?? pod.spec?.nodeName ?? "") does not answer",
                remedy: "repair or delete the node; Kubernetes starts the pod elsewhere after some minutes"
            )
        )
    }

    private var ended: Failure? {
        guard Self.isEnded(pod) else { return nil }
        let why = [pod.status?.reason, pod.status?.message].compactMap { $0 }.joined(separator: ": ")
        return failure(
            Diagnosis(
                .podEvicted,
                "its node has ended it: \(why.isEmpty ? "no reason given" : why)",
                remedy: "give it in spec.resources or spec.podTemplate what it lacked; another pod takes its place"
            )
        )
    }

    private var unscheduled: Failure? {
        guard let scheduled = pod.status?.conditions?["PodScheduled"], scheduled.isFalse,
            scheduled.reason == "Unschedulable"
        else { return nil }
        return failure(.unschedulable(scheduled.message ?? "no node fits"))
    }

    private var unprepared: Failure? {
        let isWaiting = containers.contains { container in
            ["ContainerCreating", "PodInitializing"].contains(container.container.state?.waiting?.reason)
        }
        let hasBegun = containers.contains { $0.container.state?.running != nil || $0.container.restartCount ?? 0 > 0 }
        guard isWaiting, !hasBegun else { return nil }
        return Diagnosis.preparation(events).map(failure)
    }

    /// In the order in which they are looked at: the first to fail is told.
    private var containers: [ContainerFailure] {
        let initial = pod.status?.initContainerStatuses ?? []
        let scoring = ScoringLayout.container
        let others = (pod.status?.containerStatuses ?? []).sorted { left, right in
            (left.name == scoring ? "" : left.name) < (right.name == scoring ? "" : right.name)
        }
        return [(initial, true), (others, false)].flatMap { statuses, isInitial in
            statuses.map {
                ContainerFailure(container: $0, pod: pod, isInitial: isInitial, spec: spec, previous: previous)
            }
        }
    }

    /// A pull that fails, where the kubelet has said before that the Secret for it is missing.
    private func refined(_ failure: Failure) -> Failure {
        guard ImagePull.reasons.contains(failure.reason), let name = failure.evidence.container,
            let note = events.filter({ $0.reason == "FailedToRetrieveImagePullSecret" }).compactMap(\.note).min(),
            let container = containers.first(where: { $0.container.name == name })
        else { return failure }
        let pull = ImagePull(container.container.image ?? "", field: container.imageField, secrets: [])
        return Failure(pull.missingSecret(note), pod: pod.metadata.name, container: name)
    }
}
