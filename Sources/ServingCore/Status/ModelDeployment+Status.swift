package import KubernetesCore

extension ModelDeployment {
    /// Why the spec is not carried out.
    package enum Refusal: Error, Hashable, Sendable {
        case invalid([Violation])
        case unresolved(Resolution.Failure)
        /// An object of somebody else has a child's name: says which.
        case nameTaken(String)
        /// The API server does not accept a child: its own words.
        case rejected(String)
    }

    /// The status that says what `observed` shows.
    ///
    /// - Parameters:
    ///   - resolved: the ModelDeployment with all that it refers to, or why it is not carried out.
    ///   - writtenGeneration: the Deployment's generation after what was just written to it; 0 if nothing was.
    ///   - now: for conditions that change.
    package func status(
        _ resolved: Result<ResolvedModelDeployment, Refusal>,
        _ observed: ObservedChildren,
        writtenGeneration: Int64 = 0,
        now: Timestamp
    ) -> ModelDeploymentStatus {
        let counts = ReplicaCounts(spec, observed.deployment)
        let failure = observed.failure(previous: status?.lastFailure)
        let verdict: Verdict =
            switch resolved {
            case .success:
                .of(counts, observed, failure, writtenGeneration: writtenGeneration, isSuspended: spec.suspend)
            case .failure(let refusal): .refused(refusal)
            }
        let author = ConditionAuthor(generation: metadata.generation, previous: status?.conditions ?? [], now: now)
        var conditions = author.conditions(for: verdict) + author.conditions(for: resolved)
        conditions.append(author.availability(counts, observed.deployment))
        if let autoscaling = author.autoscaling(spec.scaling, observed, isSuspended: spec.suspend) {
            conditions.append(autoscaling)
        }
        return ModelDeploymentStatus(
            observedGeneration: metadata.generation,
            state: verdict.state,
            ready: "\(counts.ready)/\(counts.desired)",
            readyReplicas: counts.ready,
            desiredReplicas: counts.desired,
            minReplicas: counts.minimum,
            maxReplicas: counts.maximum,
            targetUtilization: spec.targetUtilization,
            image: spec.inferenceConfig?.environment.image,
            modelVersions: (try? resolved.get())?.modelVersions ?? status?.modelVersions,
            lastFailure: failure?.evidence,
            conditions: conditions.sorted { $0.type < $1.type }
        )
    }
}

extension ModelDeploymentStatus {
    /// The status of an object whose shape is not understood, so that nothing can be said of its replicas.
    package static func undecodable(_ metadata: ObjectMeta, _ problem: String) -> ModelDeploymentStatus {
        let verdict = Verdict.refused(.invalid([Violation("spec", problem)]))
        // The creation's time is the only one that does not change from one look to the next.
        let time = metadata.creationTimestamp ?? Timestamp(seconds: 0)
        let author = ConditionAuthor(generation: metadata.generation, previous: [], now: time)
        return ModelDeploymentStatus(
            observedGeneration: metadata.generation,
            state: verdict.state,
            ready: "0/0",
            readyReplicas: 0,
            desiredReplicas: 0,
            minReplicas: 0,
            maxReplicas: 0,
            conditions: author.conditions(for: verdict)
        )
    }
}

extension [Violation] {
    fileprivate var sentence: String { map(\.description).joined(separator: "; ") }
}

extension Verdict {
    /// The spec cannot be carried out as it stands. What runs already keeps running.
    fileprivate static func refused(_ refusal: ModelDeployment.Refusal) -> Verdict {
        let (reason, message): (Reason, String) =
            switch refusal {
            case .invalid(let violations): (.invalidSpec, violations.sentence)
            case .unresolved(let failure): (failure.reason, failure.message)
            case .nameTaken(let object): (.nameTaken, "\(object); delete it, or choose another name")
            case .rejected(let words): (.rejected, "the API server refuses what the spec asks for: \(words)")
            }
        // Objects of one set of manifests arrive in any order: what is missing may be on its way.
        let course: Course =
            if case .unresolved(let failure) = refusal, failure.isMissingObject { .reconciling } else { .stalled }
        return Verdict(state: .failed, isReady: false, course: course, reason: reason, message: message)
    }
}

extension ModelDeployment.Spec {
    fileprivate var targetUtilization: Int? {
        if case .automatic(let autoscale) = scaling { autoscale.targetUtilization } else { nil }
    }
}

/// Writes the conditions of one status.
private struct ConditionAuthor {
    let generation: Int64
    let previous: [Condition]
    let now: Timestamp

    func conditions(for verdict: Verdict) -> [Condition] {
        let ready = condition("Ready", verdict.isReady ? .true : .false, verdict.reason, verdict.message)
        // kstatus: these two are there only while they are true.
        switch verdict.course {
        case .settled: return [ready]
        case .reconciling: return [ready, condition("Reconciling", .true, verdict.reason, verdict.message)]
        case .stalled: return [ready, condition("Stalled", .true, verdict.reason, verdict.message)]
        }
    }

    func conditions(for resolved: Result<ResolvedModelDeployment, ModelDeployment.Refusal>) -> [Condition] {
        let valid = condition("Valid", .true, .valid, "the spec is valid")
        switch resolved {
        case .success(let resolved):
            let versions = resolved.modelVersions.joined(separator: ", ")
            return [valid, condition("ModelsResolved", .true, .modelsResolved, versions)]
        case .failure(.unresolved(let failure)):
            return [valid, condition("ModelsResolved", .false, failure.reason, failure.message)]
        case .failure(.nameTaken), .failure(.rejected):
            return [valid, condition("ModelsResolved", .true, .modelsResolved, "all that is referred to is there")]
        case .failure(.invalid(let violations)):
            return [
                condition("Valid", .false, .invalidSpec, violations.sentence),
                condition("ModelsResolved", .unknown, .invalidSpec, "not looked up, since the spec is invalid"),
            ]
        }
    }

    func availability(_ counts: ReplicaCounts, _ deployment: Deployment?) -> Condition {
        let message = "\(counts.available) of \(counts.desired) replicas are available"
        return if deployment != nil, counts.available >= counts.required {
            condition("DeploymentAvailable", .true, counts.desired == 0 ? .suspended : .healthy, message)
        } else {
            condition("DeploymentAvailable", .false, .replicasUnavailable, message)
        }
    }

    /// nil while there is nothing to say.
    func autoscaling(
        _ scaling: ModelDeployment.Spec.Scaling,
        _ observed: ObservedChildren,
        isSuspended: Bool
    ) -> Condition? {
        guard case .automatic(let autoscale) = scaling else {
            return condition("Autoscaling", .true, .fixedReplicas, "the number of replicas is fixed by spec.replicas")
        }
        guard !isSuspended else {
            return condition("Autoscaling", .true, .suspended, "paused while spec.suspend is true")
        }
        let bounds = "\(autoscale.minReplicas) to \(autoscale.maxReplicas) replicas at \(autoscale.targetUtilization) %"
        guard let active = observed.horizontalPodAutoscaler?.status.conditions?["ScalingActive"] else {
            return condition(
                "Autoscaling",
                .unknown,
                .autoscalerNotReady,
                "\(bounds): the autoscaler has not acted yet"
            )
        }
        if active.isFalse, active.reason?.hasPrefix("FailedGet") == true {
            let message =
                "\(bounds): replicas stay as they are, since the autoscaler gets no CPU metrics; "
                + "install metrics-server"
            return condition("Autoscaling", .false, .metricsMissing, message)
        }
        if active.isFalse {
            return condition("Autoscaling", .false, .autoscalerNotReady, "\(bounds): \(active.message ?? "")")
        }
        return condition("Autoscaling", .true, .autoscaling, bounds)
    }

    private func condition(_ type: String, _ status: Condition.Status, _ reason: Reason, _ message: String) -> Condition
    {
        Condition(
            type: type,
            status: status,
            reason: reason.rawValue,
            message: message,
            observedGeneration: generation,
            lastTransitionTime: Timestamp(seconds: now.seconds)
        ).keepingTransitionTime(of: previous)
    }
}
