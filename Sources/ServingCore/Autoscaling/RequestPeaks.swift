import KubernetesCore

/// The most requests that each ModelDeployment has had at one moment of the last seconds, counted once a second.
package struct RequestPeaks: Sendable {
    /// In seconds: how often a HorizontalPodAutoscaler looks, so that each count is before one of its looks
    /// (`--horizontal-pod-autoscaler-sync-period`, which AKS leaves at its default).
    package static let window = 15

    /// By ModelDeployment, without those that have none; the newest last.
    private var totals: [[String: Int]] = []

    package init() {}

    package mutating func add(_ totals: [String: Int]) {
        if self.totals.count == Self.window { self.totals.removeFirst() }
        self.totals.append(totals.filter { $0.value > 0 })
    }

    package subscript(deployment: String) -> Int {
        totals.lazy.compactMap { $0[deployment] }.max() ?? 0
    }
}
