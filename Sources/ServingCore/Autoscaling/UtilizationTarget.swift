/// How much work a ModelDeployment's replicas are to have: Azure ML's `autoscale_target_utilization`, where
/// utilisation is (busy + queued requests) ÷ (replicas × requests that one replica takes at a time).
package struct UtilizationTarget: Hashable, Sendable {
    /// Requests in one replica at the same time.
    package let maxConcurrent: Int
    /// Of ``maxConcurrent``.
    package let percent: Int
    package let replicas: ClosedRange<Int>

    /// Whether the autoscaler is to see the most requests of one moment since its last look, and not those of this moment.
    /// What ``FastScaleUp`` adds between two looks would be taken away at the next one otherwise.
    package let countsPeaks: Bool

    /// What is out of bounds is brought into them.
    package init(
        maxConcurrent: Int,
        percent: Int,
        minReplicas: Int,
        maxReplicas: Int,
        countsPeaks: Bool = false
    ) {
        self.countsPeaks = countsPeaks
        self.maxConcurrent = max(1, maxConcurrent)
        self.percent = min(max(1, percent), 100)
        let fewest = max(1, minReplicas)
        replicas = fewest...max(fewest, maxReplicas)
    }

    package init(_ autoscale: ModelDeployment.Autoscale, _ settings: ModelDeployment.RequestSettings) {
        self.init(
            maxConcurrent: settings.maxConcurrentPerReplica,
            percent: autoscale.targetUtilization,
            minReplicas: autoscale.minReplicas,
            maxReplicas: autoscale.maxReplicas,
            countsPeaks: autoscale.fastScaleUp == true
        )
    }

    /// The requests that one replica is to have on average, in thousandths: a HorizontalPodAutoscaler divides by it.
    package var milliRequestsPerReplica: Int64 {
        let (product, overflow) = Int64(maxConcurrent).multipliedReportingOverflow(by: Int64(percent) * 10)
        return overflow ? .max : product
    }

    /// How many replicas the requests need: ⌈requests × 100 ÷ (maxConcurrent × percent)⌉ within the bounds, what a
    /// HorizontalPodAutoscaler comes to.
    package func replicas(for requests: Int) -> Int {
        let milliRequests = Int64(requests).multipliedReportingOverflow(by: 1000)
        guard !milliRequests.overflow else { return replicas.upperBound }
        let (whole, rest) = milliRequests.partialValue.quotientAndRemainder(dividingBy: milliRequestsPerReplica)
        return min(max(Int(clamping: whole) + (rest > 0 ? 1 : 0), replicas.lowerBound), replicas.upperBound)
    }
}
