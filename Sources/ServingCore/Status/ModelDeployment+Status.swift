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

        /// What is wrong, with the remedy.
        package var message: String {
            switch self {
            case .invalid(let violations): violations.sentence
            case .unresolved(let failure): failure.message
            case .nameTaken(let object): "\(object); delete it, or choose another name"
            case .rejected(let words): "the API server refuses what the spec asks for: \(words)"
            }
        }
    }

    /// The status that says what `observed` shows.
    ///
    /// - Parameters:
    ///   - resolved: the ModelDeployment with all that it refers to, or why it is not carried out.
    ///   - compute: where it runs.
    ///   - now: for conditions that change.
    package func status(
        _ resolved: Result<ResolvedModelDeployment, Refusal>,
        on compute: Result<ResolvedCompute, Resolution.Failure>,
        _ observed: ObservedChildren,
        now: Timestamp
    ) -> ModelDeploymentStatus {
        let scaling = spec.scaling(on: try? compute.get())
        let counts = ReplicaCounts(scaling, isSuspended: spec.suspend, observed.deployment)
        let failure = observed.failure(spec, previous: status?.lastFailure)
        let verdict: Verdict =
            switch resolved {
            case .success: .of(counts, observed, failure, isSuspended: spec.suspend)
            case .failure(let refusal): .refused(refusal)
            }
        let author = ConditionAuthor(generation: metadata.generation, previous: status?.conditions ?? [], now: now)
        var conditions = author.conditions(for: verdict) + author.conditions(for: resolved)
        conditions.append(author.availability(counts, observed.deployment))
        conditions.append(author.computeReady(compute))
        if let compute = try? compute.get(), let warning = compute.capacityWarning(for: spec, atMost: counts.maximum) {
            conditions.append(author.condition("CapacitySufficient", .false, .insufficientCapacity, warning))
        }
        conditions.append(
            author.autoscaling(
                scaling,
                spec.requestSettings,
                (try? resolved.get())?.metrics,
                observed.horizontalPodAutoscaler,
                isSuspended: spec.suspend
            )
        )
        return ModelDeploymentStatus(
            observedGeneration: metadata.generation,
            state: verdict.state,
            ready: "\(counts.ready)/\(counts.desired)",
            readyReplicas: counts.ready,
            desiredReplicas: counts.desired,
            minReplicas: counts.minimum,
            maxReplicas: counts.maximum,
            targetUtilization: scaling.targetUtilization,
            image: (try? resolved.get())?.code.environment.image ?? spec.inferenceConfig?.environment.image,
            modelVersions: servedVersions((try? resolved.get())?.modelVersions, observed.deployment),
            revisions: ModelDeploymentStatus.Revision.history(
                status?.revisions,
                try? resolved.get(),
                observed.deployment,
                now: now
            ),
            lastFailure: failure?.evidence,
            conditions: conditions.sorted { $0.type < $1.type }
        )
    }

    /// What replicas run or are about to: what they ran before, too, until the last of those is gone.
    ///
    /// - Parameter resolved: nil while the spec is not carried out.
    private func servedVersions(_ resolved: [String]?, _ deployment: Deployment?) -> [String]? {
        guard let resolved, let before = status?.modelVersions, deployment?.hasNewReplicasOnly != true else {
            return resolved ?? status?.modelVersions
        }
        let all = resolved + before.filter { !resolved.contains($0) }
        return Array(all.prefix(ModelDeploymentStatus.maximumModelVersions))
    }
}

extension ModelDeploymentStatus {
    /// The status of an object whose shape is not understood, so that nothing can be said of its replicas.
    package static func undecodable(_ metadata: ObjectMeta, _ problem: String) -> ModelDeploymentStatus {
        let violations = [Violation("spec", problem)]
        let verdict = Verdict.refused(.invalid(violations))
        let author = ConditionAuthor(undecodable: metadata)
        let conditions = [author.validity(violations)] + author.conditions(for: verdict)
        return ModelDeploymentStatus(
            observedGeneration: metadata.generation,
            state: verdict.state,
            ready: "0/0",
            readyReplicas: 0,
            desiredReplicas: 0,
            minReplicas: 0,
            maxReplicas: 0,
            conditions: conditions.sorted { $0.type < $1.type }
        )
    }
}

extension Verdict {
    /// The spec cannot be carried out as it stands. What runs already keeps running.
    fileprivate static func refused(_ refusal: ModelDeployment.Refusal) -> Verdict {
        let reason: Reason =
            switch refusal {
            case .invalid: .invalidSpec
            case .unresolved(let failure): failure.reason
            case .nameTaken: .nameTaken
            case .rejected: .rejected
            }
        let course: Course =
            if case .unresolved(let failure) = refusal, failure.mayPass { .reconciling } else { .stalled }
        return Verdict(state: .failed, isReady: false, course: course, reason: reason, message: refusal.message)
    }
}

extension ModelDeployment.Spec.Scaling {
    fileprivate var targetUtilization: Int? {
        if case .automatic(let autoscale) = self { autoscale.targetUtilization } else { nil }
    }
}

extension ConditionAuthor {
    fileprivate func conditions(for verdict: Verdict) -> [Condition] {
        readiness(verdict.isReady ? .true : .false, verdict.reason, verdict.message, course: verdict.course)
    }

    fileprivate func conditions(for resolved: Result<ResolvedModelDeployment, ModelDeployment.Refusal>) -> [Condition] {
        let valid = validity([])
        switch resolved {
        case .success(let resolved):
            let versions = resolved.modelVersions.joined(separator: ", ")
            return [valid, condition("ModelsResolved", .true, .modelsResolved, versions)]
        case .failure(.unresolved(let failure)) where failure.reason == .computeTargetNotReady:
            return [valid, condition("ModelsResolved", .unknown, .computeTargetNotReady, "not looked up yet")]
        case .failure(.unresolved(let failure)):
            return [valid, condition("ModelsResolved", .false, failure.reason, failure.message)]
        case .failure(.nameTaken), .failure(.rejected):
            return [valid, condition("ModelsResolved", .true, .modelsResolved, "all that is referred to is there")]
        case .failure(.invalid(let violations)):
            return [
                validity(violations),
                condition("ModelsResolved", .unknown, .invalidSpec, "not looked up, since the spec is invalid"),
            ]
        }
    }

    fileprivate func computeReady(_ compute: Result<ResolvedCompute, Resolution.Failure>) -> Condition {
        switch compute {
        case .success(let compute):
            if let failure = compute.failure {
                return condition("ComputeReady", .false, failure.detail, failure.message)
            }
            return condition(
                "ComputeReady",
                .true,
                .computeReady,
                "ComputeTarget \(compute.name) has what it has to have"
            )
        case .failure(let failure): return condition("ComputeReady", .false, failure.detail, failure.message)
        }
    }

    fileprivate func availability(_ counts: ReplicaCounts, _ deployment: Deployment?) -> Condition {
        let message = "\(counts.available) of \(counts.desired) replicas are available"
        return if deployment != nil, counts.available >= counts.required {
            condition("DeploymentAvailable", .true, counts.desired == 0 ? .suspended : .healthy, message)
        } else {
            condition("DeploymentAvailable", .false, .replicasUnavailable, message)
        }
    }
}
