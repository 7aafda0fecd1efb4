import KubernetesCore

/// Why one container of a pod does not run, from its status alone.
struct ContainerFailure {
    let container: Pod.ContainerStatus
    let pod: Pod
    let isInitial: Bool
    let spec: ModelDeployment.Spec
    /// What the status says now.
    let previous: ModelDeploymentStatus.Failure?

    /// nil for one that runs, ran as it should, or has not been tried yet.
    var failure: Failure? {
        if let diagnosis = waitingDiagnosis ?? pulledOutDiagnosis {
            return Failure(diagnosis, pod: pod.metadata.name, container: container.name)
        }
        guard let end, let diagnosis = diagnosis(of: end) else { return nil }
        return Failure(
            diagnosis,
            pod: pod.metadata.name,
            container: container.name,
            exitCode: end.exitCode,
            restarts: container.restartCount
        )
    }

    var isScoring: Bool { container.name == ScoringLayout.container }

    /// Where the manifest says which image it has.
    var imageField: String {
        isScoring ? "spec.inferenceConfig.environment.image" : "the image of container \(container.name)"
    }

    /// How it ended the last time, while it is not well since.
    private var end: Pod.Terminated? {
        container.ready == true ? nil : container.state?.terminated ?? container.lastState?.terminated
    }

    private var waitingDiagnosis: Diagnosis? {
        guard let waiting = container.state?.waiting, let reason = waiting.reason else { return nil }
        switch reason {
        case "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError",
            "RegistryUnavailable", "SignatureValidationFailed":
            return imageDiagnosis(reason, waiting.message ?? "")
        case "CreateContainerConfigError", "CreateContainerError":
            return .containerConfiguration(waiting.message ?? "no reason given", of: container.name)
        case "RunContainerError", "StartError":
            return .containerStart(waiting.message ?? "no reason given", of: self)
        default: return nil
        }
    }

    /// Kubelets give the cause of a failed pull only every other time, so what is known stays.
    private func imageDiagnosis(_ reason: String, _ message: String) -> Diagnosis {
        let pull = ImagePull(container.image ?? "", field: imageField, secrets: pullSecrets)
        if reason == "ImagePullBackOff", !message.contains("ErrImagePull: "), let known = knownImageFailure {
            return known
        }
        return pull.diagnosis(reason, message)
    }

    private var knownImageFailure: Diagnosis? {
        guard let previous, previous.pod == pod.metadata.name, previous.container == container.name,
            previous.remedy != nil, let reason = Reason(rawValue: previous.reason), ImagePull.reasons.contains(reason)
        else { return nil }
        return Diagnosis(reason, previous.message, remedy: previous.remedy)
    }

    private var pullSecrets: [String] {
        (spec.inferenceConfig?.environment.imagePullSecrets ?? []).map(\.name)
    }

    /// It was ready in the life that it still has, and is not any more.
    private var pulledOutDiagnosis: Diagnosis? {
        guard container.ready == false, container.started != false, let start = container.state?.running?.startedAt,
            let ready = pod.status?.conditions?["Ready"], ready.isFalse, let since = ready.lastTransitionTime,
            start < since
        else { return nil }
        return Diagnosis(
            .readinessProbeFailed,
            "container \(container.name) was ready and is not any more: its readiness probe fails",
            remedy: "see kubectl logs \(pod.metadata.name) -c \(container.name)"
        )
    }

    private func diagnosis(of end: Pod.Terminated) -> Diagnosis? {
        let words = end.message ?? ""
        if end.reason == "OOMKilled" { return outOfMemory }
        if end.reason == "StartError" || end.reason == "ContainerCannotRun" { return .containerStart(words, of: self) }
        if end.exitCode == 0 {
            // To end well is what an init container is there for.
            return isInitial ? nil : probeDiagnosis(end) ?? ended("ended with exit code 0, although it has to go on")
        }
        if let pull = Diagnosis(pull: end, by: container.name) { return pull }
        let log = ScoringServerLog(words)
        return log.diagnosis(exitCode: end.exitCode, seeLog: seeLog) ?? probeDiagnosis(end)
            ?? ended("exited with code \(end.exitCode)" + (log.lastWords.map { ": \($0)" } ?? ""))
    }

    private func ended(_ how: String) -> Diagnosis {
        Diagnosis(.containerCrashed, "container \(container.name) \(how)", remedy: "see \(seeLog)")
    }

    private var seeLog: String { "kubectl logs \(pod.metadata.name) -c \(container.name) --previous" }

    private func probeDiagnosis(_ end: Pod.Terminated) -> Diagnosis? {
        ProbeKill(end, of: container.name, in: pod)?.diagnosis(isScoring: isScoring, spec.livenessProbe)
    }

    private var outOfMemory: Diagnosis {
        let limits = pod.spec?.containers?.first { $0.name == container.name }?.resources?.limits
        guard let limit = limits?["memory"]?.string else {
            return Diagnosis(
                .outOfMemory,
                "container \(container.name) was killed as the memory of its node ran out",
                remedy: "request as much memory as it needs" + (isScoring ? " in spec.resources.requests" : "")
            )
        }
        return Diagnosis(
            .outOfMemory,
            "container \(container.name) needed more memory than its limit of \(limit)",
            remedy: isScoring ? "raise spec.resources.limits.memory" : "raise its limit"
        )
    }
}

extension Diagnosis {
    /// What `slipway pull` ended with; nil for the end of another program.
    fileprivate init?(pull end: Pod.Terminated, by container: String) {
        let lines = (end.message ?? "").split(whereSeparator: \.isNewline)
        guard let line = lines.last, let (failure, sentence) = PullFailure.parse(terminationMessage: String(line)),
            end.exitCode == Int(failure.exitCode), let reason = Reason(rawValue: failure.rawValue)
        else { return nil }
        self.init(reason, "container \(container): \(sentence)")
    }
}
