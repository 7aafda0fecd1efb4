import KubernetesCore

/// Tells that a kubelet has ended a container since it did not answer.
///
/// Only an event says so in words, and kubelets drop events of a pod that has had 25 of them, which a slow start takes
/// half a minute for. What is in the status is always there: how the process ended, how long it had run, and whether the
/// pod was ready in that time.
struct ProbeKill {
    private let name: String
    private let container: Pod.Container
    private let wasReady: Bool
    private let lifetime: Duration

    /// By itself after SIGTERM, by SIGKILL, by SIGTERM.
    private static let exitCodes = [0, 137, 143]

    /// nil for an end of another kind.
    init?(_ end: Pod.Terminated, of name: String, in pod: Pod) {
        guard Self.exitCodes.contains(end.exitCode), let start = end.startedAt, let finish = end.finishedAt,
            let container = pod.spec?.containers?.first(where: { $0.name == name })
        else { return nil }
        self.name = name
        self.container = container
        lifetime = finish - start
        let ready = pod.status?.conditions?["Ready"]
        guard let since = ready?.lastTransitionTime, ready?.isFalse == true, since > start else {
            wasReady = false
            return
        }
        // A ready process that is killed from one moment to the next was not ended for what a probe said.
        if end.exitCode == 137, finish - since <= .seconds(1) { return nil }
        wasReady = true
    }

    func diagnosis(isScoring: Bool, _ liveness: ModelDeployment.Probe) -> Diagnosis? {
        if wasReady {
            guard container.livenessProbe != nil else { return nil }
            return Diagnosis(
                .livenessProbeFailed,
                "container \(name) was restarted, since it did not answer its liveness probe any more",
                remedy: isScoring
                    ? "find what ends or blocks the server, or raise spec.livenessProbe.failureThreshold (now "
                        + "\(liveness.failureThreshold))" : "correct the container or its livenessProbe"
            )
        }
        // Where there are no startup probes, liveness has to wait for init().
        guard let probe = container.startupProbe ?? container.livenessProbe else { return nil }
        let patience = probe.patience
        guard lifetime >= .seconds(patience - (probe.periodSeconds ?? 10)) else { return nil }
        return Diagnosis(
            .startupProbeFailed,
            "container \(name) did not answer within \(patience) s of its start, and was restarted",
            remedy: isScoring
                ? "make init() of the entry script faster, or raise spec.livenessProbe.initialDelaySeconds (now "
                    + "\(liveness.initialDelaySeconds))" : "correct the container or its startupProbe"
        )
    }
}

extension Pod.Probe {
    /// How long a container that never answers is left alone, in seconds.
    fileprivate var patience: Int { (initialDelaySeconds ?? 0) + (periodSeconds ?? 10) * (failureThreshold ?? 3) }
}
