import KubernetesCore

extension ConditionAuthor {
    /// What becomes of the number of replicas, and by what it is decided.
    ///
    /// - Parameter prerequisites: whether requests are counted; nil where that has not been looked up.
    func autoscaling(
        _ scaling: ModelDeployment.Spec.Scaling,
        _ settings: ModelDeployment.RequestSettings,
        _ prerequisites: AutoscalingMetric.Prerequisites?,
        _ scaler: HorizontalPodAutoscaler?,
        isSuspended: Bool
    ) -> Condition {
        guard case .automatic(let autoscale) = scaling else {
            return condition("Autoscaling", .true, .fixedReplicas, "the number of replicas is fixed by spec.replicas")
        }
        guard !isSuspended else {
            return condition("Autoscaling", .true, .suspended, "paused while spec.suspend is true")
        }
        let metric = prerequisites.map { AutoscalingMetric(autoscale.metric, $0) }
        let bounds = "\(autoscale.minReplicas) to \(autoscale.maxReplicas) replicas at \(autoscale.targetUtilization) %"
        func outcome(_ status: Condition.Status, _ reason: Reason, _ details: [String]) -> Condition {
            let message = details.isEmpty ? bounds : "\(bounds): \(details.joined(separator: "; "))"
            return condition("Autoscaling", status, reason, message)
        }
        let remarks = [metric?.remark, metric == .concurrency ? autoscale.intervalRemark : nil].compactMap { $0 }
        guard let active = scaler?.status.conditions?["ScalingActive"] else {
            return outcome(.unknown, .autoscalerNotReady, ["the autoscaler has not acted yet"] + remarks)
        }
        if active.isFalse, active.reason?.hasPrefix("FailedGet") == true {
            let problem = metric == .concurrency ? "the requests are not known" : "the autoscaler gets no CPU metrics"
            let words = "replicas stay as they are, since \(problem): \(active.evidence)"
            return outcome(.false, .metricsMissing, [words + (active.remedy.map { "; \($0)" } ?? "")] + remarks)
        }
        if active.isFalse { return outcome(.false, .autoscalerNotReady, [active.message ?? ""] + remarks) }
        let target = UtilizationTarget(autoscale, settings)
        return outcome(.true, .autoscaling, (scaler?.status.words(target.maxConcurrent) ?? []) + remarks)
    }
}

extension AutoscalingMetric {
    fileprivate var remark: String? {
        if case .cpu(let cause) = self { cause.explanation } else { nil }
    }
}

extension ModelDeployment.Autoscale {
    /// Nothing is said of Azure ML's default, which most manifests have without having asked for it.
    fileprivate var intervalRemark: String? {
        guard refreshSeconds != Self.standard.refreshSeconds else { return nil }
        return "the cluster's autoscaler looks when it does, every 15 s by default, and not every \(refreshSeconds) s"
    }
}

extension WorkloadCondition {
    /// What the metrics API has answered, without the words that the autoscaler puts around it.
    fileprivate var evidence: String {
        let message = message ?? ""
        let introductions = ["custom metrics API: ", "resource metrics API: ", "failed to get cpu utilization: "]
        return introductions.lazy.compactMap { message.firstRange(of: $0) }.first
            .map { String(message[$0.upperBound...]) } ?? message
    }

    /// What a missing measure of CPU asks for.
    fileprivate var remedy: String? {
        let message = message ?? ""
        if message.contains("missing request for cpu") { return "give every container a request for cpu" }
        let isUnserved =
            message.contains("could not find the requested resource") && message.contains("resource metrics API")
        return isUnserved ? "install metrics-server" : nil
    }
}

extension HorizontalPodAutoscaler.Status {
    /// What the autoscaler sees and does. Utilisation is told in tens, so that it need not be written at each look.
    fileprivate func words(_ maxConcurrent: Int) -> [String] {
        var words: [String] = []
        if let percent = utilization(maxConcurrent) {
            words.append("utilisation is about \((percent + 5) / 10 * 10) %")
        }
        if let desired = desiredReplicas, let current = currentReplicas, desired != current {
            words.append("from \(current) to \(desired) replicas")
        }
        if let limited = conditions?["ScalingLimited"], limited.isTrue {
            switch limited.reason {
            case "TooManyReplicas": words.append("maxReplicas allows no more")
            case "TooFewReplicas": words.append("minReplicas allows no fewer")
            default: break
            }
        }
        return words
    }

    /// Percent of what the replicas can do or have asked for, as the autoscaler has last seen it; nil before it has.
    ///
    /// - Parameter maxConcurrent: requests in one replica at the same time.
    func utilization(_ maxConcurrent: Int) -> Int? {
        guard let metric = currentMetrics?.first else { return nil }
        if let requests = metric.object?.current?.averageValue.flatMap(Quantity.init) {
            return Int(requests.double * 100 / Double(max(1, maxConcurrent)))
        }
        return metric.resource?.current?.averageUtilization
    }
}
