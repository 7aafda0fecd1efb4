import KubernetesCore

/// Why a replica does not run, with a reason of the catalogue and what to do about it.
struct Failure: Hashable, Sendable {
    let reason: Reason
    let evidence: ModelDeploymentStatus.Failure
    let remedy: String

    /// For a condition's message: evidence, then remedy.
    var sentence: String { "pod \(evidence.pod): \(evidence.message); \(remedy)" }
}

extension ObservedChildren {
    /// Whether a replica that did answer does not any more.
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

    /// The most telling failure among the newest pods, those of the rollout under way first; nil when none fails.
    ///
    /// - Parameter previous: what the status says now. Kubelets give the cause of a failed pull only every other time,
    ///   so what is known of a pod stays until there is something better.
    func failure(previous: ModelDeploymentStatus.Failure?) -> Failure? {
        let alive = pods.filter { $0.metadata.deletionTimestamp == nil }.sorted { left, right in
            let (leftTime, rightTime) = (left.metadata.creationTimestamp, right.metadata.creationTimestamp)
            if let leftTime, let rightTime, leftTime != rightTime { return leftTime > rightTime }
            return left.metadata.name < right.metadata.name
        }
        return alive.lazy.compactMap { $0.failure(previous: previous) }.first
    }
}

extension Pod {
    fileprivate func failure(previous: ModelDeploymentStatus.Failure?) -> Failure? {
        if let scheduled = status?.conditions?["PodScheduled"], scheduled.isFalse, scheduled.reason == "Unschedulable" {
            return failure(
                .unschedulable,
                scheduled.message ?? "no node fits",
                remedy: "lower spec.resources.requests, or add nodes that fit"
            )
        }
        let containers = (status?.initContainerStatuses ?? []) + (status?.containerStatuses ?? [])
        return containers.lazy.compactMap { container in
            self.waitingFailure(container, previous: previous) ?? self.exitFailure(container)
        }.first
    }

    private func waitingFailure(_ container: ContainerStatus, previous: ModelDeploymentStatus.Failure?) -> Failure? {
        guard let waiting = container.state?.waiting else { return nil }
        switch waiting.reason ?? "" {
        case "ImagePullBackOff":
            let isKnown = previous?.pod == metadata.name && previous?.reason == Reason.imagePullFailed.rawValue
            let message = isKnown ? previous?.message : nil
            return imagePullFailure(container, message ?? waiting.message)
        case "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable":
            return imagePullFailure(container, waiting.message)
        case "CreateContainerConfigError", "CreateContainerError", "RunContainerError":
            return failure(
                .containerConfigInvalid,
                waiting.message ?? "the container cannot be created",
                container: container,
                remedy: "correct the part of the spec that it names"
            )
        default:
            return nil
        }
    }

    private func imagePullFailure(_ container: ContainerStatus, _ message: String?) -> Failure {
        failure(
            .imagePullFailed,
            message ?? "the image cannot be pulled",
            container: container,
            remedy: "correct spec.inferenceConfig.environment.image, or its imagePullSecrets"
        )
    }

    /// A container that has ended badly and is not ready since.
    private func exitFailure(_ container: ContainerStatus) -> Failure? {
        guard container.ready != true, let exit = container.state?.terminated ?? container.lastState?.terminated,
            exit.exitCode != 0
        else { return nil }
        if exit.reason == "OOMKilled" {
            return failure(
                .outOfMemory,
                "container \(container.name) needed more memory than its limit",
                container: container,
                exit: exit,
                remedy: "raise spec.resources.limits.memory"
            )
        }
        let lastWords = exit.message.map { ": \($0.lastLines(3))" } ?? ""
        return failure(
            .containerCrashed,
            "container \(container.name) exited with code \(exit.exitCode)\(lastWords)",
            container: container,
            exit: exit,
            remedy: "see kubectl logs \(metadata.name) -c \(container.name) --previous"
        )
    }

    private func failure(
        _ reason: Reason,
        _ message: String,
        container: ContainerStatus? = nil,
        exit: Terminated? = nil,
        remedy: String
    ) -> Failure {
        let evidence = ModelDeploymentStatus.Failure(
            reason: reason.rawValue,
            message: String(message.prefix(1024)),
            pod: metadata.name,
            container: container?.name,
            exitCode: exit?.exitCode,
            restarts: exit == nil ? nil : container?.restartCount
        )
        return Failure(reason: reason, evidence: evidence, remedy: remedy)
    }
}

extension String {
    /// The last `count` lines that are not empty, in one line.
    fileprivate func lastLines(_ count: Int) -> String {
        split(whereSeparator: \.isNewline).suffix(count).joined(separator: " | ")
    }
}
