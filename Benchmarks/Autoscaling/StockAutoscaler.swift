import ServingCore

/// A model of Kubernetes' HorizontalPodAutoscaler controller, with the arithmetic of its pkg/controller/podautoscaler:
/// tolerance, stabilisation, and policies that look back at its own changes.
struct StockAutoscaler: Autoscaler {
    enum Metric {
        /// The requests, which Slipway serves as an object's metric with a target of type AverageValue.
        case requests
        /// The CPU of the pods, where a busy replica uses all that it requests.
        case processor
    }

    /// `--horizontal-pod-autoscaler-sync-period`, in seconds.
    static let period = 15

    let metric: Metric
    let target: UtilizationTarget
    let behavior: ScalingBehavior
    /// The second of each period in which it looks.
    let phase: Int
    private var recommendations: [(second: Int, replicas: Int)] = []
    /// Its own changes; negative for those down.
    private var changes: [(second: Int, difference: Int)] = []

    init(metric: Metric, target: UtilizationTarget, behavior: ScalingBehavior, phase: Int) {
        self.metric = metric
        self.target = target
        self.behavior = behavior
        self.phase = phase
    }

    mutating func replicas(_ observation: Observation) -> Int {
        guard observation.second % Self.period == phase else { return observation.replicas }
        let wanted = stabilized(recommendation(observation), observation)
        let limited = limited(wanted, observation)
        if limited != observation.replicas {
            changes.append((observation.second, limited - observation.replicas))
        }
        return limited
    }

    private func recommendation(_ observation: Observation) -> Int {
        switch metric {
        case .requests: byRequests(observation)
        case .processor: byProcessor(observation)
        }
    }

    private func byRequests(_ observation: Observation) -> Int {
        let wanted = Double(observation.requests.total) * 1000 / Double(target.milliRequestsPerReplica)
        if Self.isTolerable(wanted / Double(observation.replicas)) { return observation.replicas }
        return target.replicas(for: observation.requests.total)
    }

    /// Pods that have not started count as idle where more would be asked for, and for nothing otherwise.
    private func byProcessor(_ observation: Observation) -> Int {
        let (replicas, ready) = (observation.replicas, observation.ready)
        let wanted = observation.processors * 100 / Double(target.percent)
        guard ready > 0 else { return replicas }
        let ratio = wanted / Double(ready)
        guard ratio > 1, ready < replicas else {
            return Self.isTolerable(ratio) ? replicas : Int(wanted.rounded(.up))
        }
        let diluted = wanted / Double(replicas)
        return diluted < 1 || Self.isTolerable(diluted) ? replicas : Int(wanted.rounded(.up))
    }

    private static func isTolerable(_ ratio: Double) -> Bool { abs(1 - ratio) <= FastScaleUp.tolerance }

    private mutating func stabilized(_ wanted: Int, _ observation: Observation) -> Int {
        let isUp = wanted >= observation.replicas
        let window = isUp ? behavior.up.stabilizationSeconds : behavior.down.stabilizationSeconds
        let recent = recommendations.filter { $0.second > observation.second - window }.map(\.replicas)
        let oldest = observation.second - max(behavior.up.stabilizationSeconds, behavior.down.stabilizationSeconds)
        recommendations.removeAll { $0.second <= oldest }
        recommendations.append((observation.second, wanted))
        return recent.reduce(wanted, isUp ? min : max)
    }

    private func limited(_ wanted: Int, _ observation: Observation) -> Int {
        let current = observation.replicas
        let bounded = min(max(wanted, target.replicas.lowerBound), target.replicas.upperBound)
        if bounded > current {
            let most = behavior.up.policies.map { policy in
                let start = current - changed(since: observation.second - policy.periodSeconds) { $0 > 0 }
                return policy.isPercent ? (start * (100 + policy.value) + 99) / 100 : start + policy.value
            }.max()
            return min(bounded, max(most ?? current, current))
        }
        let fewest = behavior.down.policies.map { policy in
            let start = current - changed(since: observation.second - policy.periodSeconds) { $0 < 0 }
            return policy.isPercent ? start * (100 - policy.value) / 100 : start - policy.value
        }.min()
        return max(bounded, min(fewest ?? current, current))
    }

    private func changed(since second: Int, _ isMeant: (Int) -> Bool) -> Int {
        changes.reversed().prefix { $0.second > second }.map(\.difference).filter(isMeant).reduce(0, +)
    }
}
