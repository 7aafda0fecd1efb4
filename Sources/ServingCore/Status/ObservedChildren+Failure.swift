import KubernetesCore

extension ObservedChildren {
    /// Why replicas do not run: the most telling failure of the newest rollout; nil when nothing fails.
    ///
    /// - Parameter previous: what the status says now.
    func failure(_ spec: ModelDeployment.Spec, previous: ModelDeploymentStatus.Failure?) -> Failure? {
        let failing = newestPods.lazy.compactMap { pod in
            let node = nodes.first { $0.metadata.name == pod.spec?.nodeName }
            let events = events.filter { $0.regarding?.uid == pod.metadata.uid }
            return PodFailure(pod: pod, node: node, events: events, spec: spec, previous: previous).failure
        }
        return failing.first ?? refusal
    }

    /// A container of the newest rollout that is neither ready nor has failed, for a rollout that takes too long. Those
    /// before which the others do not begin come first.
    var unreadyContainer: (pod: String, container: String)? {
        newestPods.lazy.compactMap { pod in
            let statuses = (pod.status?.initContainerStatuses ?? []) + (pod.status?.containerStatuses ?? [])
            let waiting = statuses.first { $0.ready == false }
            return waiting.map { (pod.metadata.name, $0.name) }
        }.first
    }

    /// Whether a replica that did answer does not any more, for whatever reason.
    var hasLostReplica: Bool {
        pods.contains { pod in
            guard pod.metadata.deletionTimestamp == nil, let ready = pod.status?.conditions?["Ready"], ready.isFalse,
                let since = ready.lastTransitionTime
            else { return false }
            // A replica that starts has not been ready since before its containers ran.
            let starts = (pod.status?.containerStatuses ?? []).compactMap { $0.state?.running?.startedAt }
            return starts.contains { $0 < since }
        }
    }

    /// The pods of the newest rollout, unless the words name those of another: its ReplicaSet goes on trying until the
    /// newest one serves.
    private var refusal: Failure? {
        guard let condition = deployment?.status.conditions["ReplicaFailure"], condition.isTrue else { return nil }
        let words = condition.message ?? "no reason given"
        if let hash = newestPods.first?.rollout, words.hasPrefix("pods \""), !words.contains("-\(hash)-") { return nil }
        return Failure(.refused(words))
    }

    /// The pods of the newest rollout, the youngest first: what is wrong with those before it is mended already. None while
    /// none of them is made.
    private var newestPods: [Pod] {
        guard let status = deployment?.status, status.updatedReplicas > 0 else { return [] }
        let rollouts = Dictionary(grouping: pods.filter { $0.metadata.deletionTimestamp == nil }) { pod in
            pod.rollout
        }
        let newest = rollouts.max { left, right in
            let (leftTime, rightTime) = (left.value.firstCreation, right.value.firstCreation)
            return leftTime == rightTime ? left.key < right.key : leftTime < rightTime
        }
        // Pods that a node has ended stay there for reference. They say something while they are missed.
        let isMissed = status.availableReplicas < deployment?.spec.replicas ?? 1
        return (newest?.value ?? []).filter { isMissed || !PodFailure.isEnded($0) }.sorted { left, right in
            let (leftTime, rightTime) = (left.creation, right.creation)
            return leftTime == rightTime ? left.metadata.name < right.metadata.name : leftTime > rightTime
        }
    }
}

extension Pod {
    /// The Deployment controller's name for it.
    fileprivate var rollout: String { metadata.labels["pod-template-hash"] ?? "" }

    fileprivate var creation: Timestamp { metadata.creationTimestamp ?? Timestamp(seconds: 0) }
}

extension [Pod] {
    fileprivate var firstCreation: Timestamp { map(\.creation).min() ?? Timestamp(seconds: 0) }
}
