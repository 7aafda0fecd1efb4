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
    /// The busy requests of each pod.
    package let pods: [String: Int]

    /// Azure ML took a replica away after about a minute. No gateway is believed that there is less to do before it has
    /// counted for as long, since it does not know of requests from before.
    package static let secondsBeforeLess = 60

    /// - Parameters:
    ///   - target: nil where nothing is scaled by the reading.
    ///   - replicas: how many there are.
    /// - Throws: ``Missing``. Too much is never told, too little only when it is known.
    package init(
        of deployment: ObjectKey,
        _ gateways: [Gateway],
        target: UtilizationTarget?,
        replicas: Int
    ) throws(Missing) {
        let ready = gateways.filter(\.isReady)
        guard !ready.isEmpty else { throw Missing(description: "no gateway is ready") }
        if let silent = ready.first(where: { $0.report == nil }) {
            throw Missing(description: "gateway \(silent.pod) does not answer")
        }
        let counts = gateways.compactMap { $0.report?.deployments[deployment.description] }
        guard !counts.isEmpty else {
            throw Missing(description: "no gateway sends requests to \(deployment.name)")
        }
        requests = counts.reduce(RequestCount()) { $0 + $1.requests }
        pods = counts.reduce(into: [:]) { sums, count in sums.merge(count.pods, uniquingKeysWith: +) }
        guard let target, target.replicas(for: requests.total) < replicas else { return }
        // Without the seconds, so that the status need not be written each time the autoscaler asks.
        if let young = ready.first(where: { ($0.report?.countingSeconds ?? 0) < Self.secondsBeforeLess }) {
            throw Missing(
                description: "gateway \(young.pod) has counted for less than \(Self.secondsBeforeLess) s, before which "
                    + "nothing is taken away"
            )
        }
    }
}
