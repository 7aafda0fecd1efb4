package import KubernetesCore

extension InferenceService {
    /// The status that says where it answers, and who does.
    ///
    /// - Parameter now: for conditions that change.
    package func status(_ state: InferenceServiceState, now: Timestamp) -> InferenceServiceStatus {
        let author = ConditionAuthor(generation: metadata.generation, previous: status?.conditions ?? [], now: now)
        let split = TrafficSplit(spec)
        let refusal = refusal(in: state)
        let trafficProblem = trafficProblem(split, state)
        var conditions = [author.validity(violations)]
        if refusal == nil {
            conditions.append(
                trafficProblem.map { author.condition("TrafficReady", .false, $0.reason, $0.message) }
                    ?? author.condition(
                        "TrafficReady",
                        .true,
                        .trafficReady,
                        "every deployment in spec.traffic answers"
                    )
            )
        }
        if let refusal {
            conditions += author.readiness(.false, refusal.reason, refusal.message, course: .stalled)
        } else if let problem = readinessProblem(split, state) {
            conditions += author.readiness(.false, problem.reason, problem.message, course: .reconciling)
        } else if let told = state.gatewayConditions.first(where: { $0.status == .false }),
            let reason = Reason(rawValue: told.reason)
        {
            conditions += author.readiness(.false, reason, told.message, course: .reconciling)
        } else {
            conditions += author.readiness(.true, .healthy, "requests are answered", course: .settled)
        }
        let hasName = state.names.holder(ofNameOf: self) == metadata.key
        let address = hasName ? address(state) : nil
        return InferenceServiceStatus(
            observedGeneration: metadata.generation,
            scoringUri: address.map { "\($0)/score" },
            swaggerUri: address.map { "\($0)/swagger.json" },
            traffic: split.shares.map { share in
                InferenceServiceStatus.Traffic(
                    deployment: share.deployment,
                    percent: share.percent,
                    effectivePercent: split.effectivePercent(of: share) { state.readyReplicas(of: $0) > 0 },
                    readyReplicas: state.readyReplicas(of: share.deployment)
                )
            },
            authEnabled: spec.auth.enabled,
            keysSecret: spec.auth.enabled ? keysSecret : nil,
            conditions: conditions.sorted { $0.type < $1.type }
        )
    }

    /// The host of its own where that has a certificate, else the gateway's.
    private func address(_ state: InferenceServiceState) -> String? {
        guard let gateway = state.gateway else { return nil }
        guard spec.expose?.tlsSecretRef != nil, let host = state.names.hosts(of: self).first else {
            return "\(gateway.url)/api/v1/service/\(serviceName)"
        }
        return "https://\(host)\(gateway.httpsPort == 443 ? "" : ":\(gateway.httpsPort)")"
    }

    private struct Problem {
        let reason: Reason
        let message: String
    }

    /// What has to be changed in the manifest before anything is served.
    private func refusal(in state: InferenceServiceState) -> Problem? {
        if !violations.isEmpty { return Problem(reason: .invalidSpec, message: violations.sentence) }
        if let holder = state.names.holder(ofNameOf: self), holder != metadata.key {
            let message =
                "InferenceService \(holder) has the name \(serviceName) in its URL already; set another spec.serviceName"
            return Problem(reason: .duplicateServiceName, message: message)
        }
        return nil
    }

    /// Why requests are not answered as the spec says; nil if they are.
    private func readinessProblem(_ split: TrafficSplit, _ state: InferenceServiceState) -> Problem? {
        if let missing = missingDeployment(split, state) { return missing }
        for host in spec.expose?.hosts ?? [] {
            if state.names.isReserved(host) {
                let message = "spec.expose.hosts: \(host) is the installation's own; take it out"
                return Problem(reason: .duplicateHost, message: message)
            }
            guard let holder = state.names.holder(ofHost: host), holder != metadata.key else { continue }
            let message =
                "spec.expose.hosts: InferenceService \(holder) has \(host) already; take it out of one of the two"
            return Problem(reason: .duplicateHost, message: message)
        }
        if spec.auth.enabled, let keys = state.keys, !keys.unusable.isEmpty {
            let fields = keys.unusable.joined(separator: " and ")
            let message =
                "Secret \(keysSecret): \(fields) opens nothing, as it is missing, empty or has control characters; write a "
                + "printable one, as slipway keys rotate does"
            return Problem(reason: .keysUnusable, message: message)
        }
        if spec.auth.enabled, state.keys == nil {
            let message =
                "there is no Secret \(keysSecret) of the type \(KeysSecret.type), so that every request is refused; create it "
                + "with primaryKey and secondaryKey, after deleting one of another type"
            return Problem(reason: .keysNotFound, message: message)
        }
        let unanswered = split.effectivePercent(of: split.defaultDeployment, state)
        if unanswered > 0, state.readyReplicas(of: split.defaultDeployment) == 0 {
            let message =
                "ModelDeployment \(split.defaultDeployment) has no ready replica, so that \(unanswered) % of the requests "
                + "get 503; its own status says why"
            return Problem(reason: .noReadyReplicas, message: message)
        }
        if state.gateway == nil {
            let message = "the gateway has no address yet: see to the Service slipway-gateway"
            return Problem(reason: .gatewayNotFound, message: message)
        }
        return nil
    }

    private func trafficProblem(_ split: TrafficSplit, _ state: InferenceServiceState) -> Problem? {
        if let missing = missingDeployment(split, state) { return missing }
        let unready = split.shares.filter { $0.wholePercent > 0 && state.readyReplicas(of: $0.deployment) == 0 }
        guard !unready.isEmpty else { return nil }
        let sentences = unready.map { share in
            share.deployment == split.defaultDeployment
                ? "ModelDeployment \(share.deployment) has no ready replica"
                : "ModelDeployment \(share.deployment) has no ready replica: its \(share.wholePercent) % go to "
                    + "\(split.defaultDeployment)"
        }
        return Problem(reason: .noReadyReplicas, message: sentences.joined(separator: "; "))
    }

    private func missingDeployment(_ split: TrafficSplit, _ state: InferenceServiceState) -> Problem? {
        let missing = split.shares.map(\.deployment).filter { state.deployments[$0] == nil }
        guard !missing.isEmpty else { return nil }
        let message =
            "spec.traffic: there is no ModelDeployment \(missing.joined(separator: ", ")) in this namespace; create it or "
            + "correct the name"
        return Problem(reason: .deploymentNotFound, message: message)
    }
}

extension TrafficSplit {
    /// The percent that a deployment gets now.
    fileprivate func effectivePercent(of deployment: String, _ state: InferenceServiceState) -> Int {
        shares.first { $0.deployment == deployment }
            .map { effectivePercent(of: $0) { state.readyReplicas(of: $0) > 0 } } ?? 0
    }
}

extension InferenceServiceStatus {
    /// The status of an object whose shape is not understood.
    package static func undecodable(_ metadata: ObjectMeta, _ problem: String) -> InferenceServiceStatus {
        let author = ConditionAuthor(undecodable: metadata)
        let violations = [Violation("spec", problem)]
        let conditions =
            [author.validity(violations)]
            + author.readiness(.false, .invalidSpec, violations.sentence, course: .stalled)
        return InferenceServiceStatus(
            observedGeneration: metadata.generation,
            traffic: [],
            authEnabled: true,
            conditions: conditions.sorted { $0.type < $1.type }
        )
    }
}
