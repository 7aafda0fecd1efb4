package import KubernetesCore

/// What all gateway pods together say of a ModelDeployment.
package struct UtilizationReading: Hashable, Sendable {
    /// A gateway pod, and what it has answered.
    package struct Gateway: Hashable, Sendable {
        package let pod: String
        /// Whether it gets requests. One that is to end gets none, but may still have some.
        package let isReady: Bool
        /// nil: it has not answered.
        package let report: UtilizationReport?

        package init(pod: String, isReady: Bool, report: UtilizationReport?) {
            self.pod = pod
            self.isReady = isReady
            self.report = report
        }
    }

    /// Why nothing is known. A HorizontalPodAutoscaler leaves the replicas as they are then.
    package struct Missing: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    package let requests: RequestCount
    /// The requests that replicas are to be there for.
    package let counted: Int
    /// The busy requests of each pod.
    package let pods: [String: Int]

    /// Azure ML took a replica away after about a minute. No gateway is believed that there is less to do before it has
    /// counted for as long, since it does not know of requests from before.
    package static let secondsBeforeLess = 60

    /// - Parameters:
    ///   - settings: tell how long requests from before may go on.
    ///   - target: nil where nothing is scaled by the reading.
    ///   - replicas: how many there are.
    /// - Throws: ``Missing``. Too little is told only where it takes nothing away; too much only as the peaks of several
    ///   gateways, which need not have been at one moment.
    package init(
        of deployment: ObjectKey,
        _ settings: ModelDeployment.RequestSettings,
        _ gateways: [Gateway],
        target: UtilizationTarget?,
        replicas: Int
    ) throws(Missing) {
        let ready = gateways.filter(\.isReady)
        guard !ready.isEmpty else { throw Missing(description: "no gateway is ready") }
        let silence = ready.first { $0.report == nil }.map { Missing(description: "gateway \($0.pod) does not answer") }
        let counts = gateways.compactMap { $0.report?.deployments[deployment.description] }
        guard !counts.isEmpty else {
            throw silence ?? Missing(description: "no gateway sends requests to \(deployment.name)")
        }
        requests = counts.reduce(RequestCount()) { $0 + $1.requests }
        let peaks = counts.reduce(0) { $0 + ($1.peak ?? $1.requests.total) }
        counted = target?.countsPeaks == true ? max(peaks, requests.total) : requests.total
        pods = counts.reduce(into: [:]) { sums, count in sums.merge(count.pods, uniquingKeysWith: +) }
        if let target, target.replicas(for: counted) >= replicas { return }
        if let silence { throw silence }
        // Without the seconds so far, so that the status need not be written each time the autoscaler asks.
        let needed = max(Self.secondsBeforeLess, settings.longestSeconds)
        if target != nil, let young = ready.first(where: { ($0.report?.countingSeconds ?? 0) < needed }) {
            throw Missing(
                description:
                    "gateway \(young.pod) has counted for less than \(needed) s, before which nothing is taken "
                    + "away"
            )
        }
    }
}

extension ModelDeployment.RequestSettings {
    /// How long a request may take in all, rounded up.
    fileprivate var longestSeconds: Int { (maxQueueWaitMs + scoringTimeoutMs + 999) / 1000 }
}
