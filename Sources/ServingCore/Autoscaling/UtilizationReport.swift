import KubernetesCore

/// What one gateway pod says of the requests that it has.
package struct UtilizationReport: Hashable, Sendable, Codable {
    package struct Deployment: Hashable, Sendable, Codable {
        package var requests = RequestCount()
        /// The most requests at one moment of the last seconds, as ``RequestPeaks`` has them; nil from a gateway of an
        /// earlier version.
        package var peak: Int?
        /// The busy requests of each pod.
        package var pods: [String: Int] = [:]
    }

    /// For how long every request has been counted. Requests from before, and those that an earlier configuration of
    /// HAProxy still has, are missing.
    package let countingSeconds: Int
    /// By `namespace/name`; with every ModelDeployment that the gateway sends requests to.
    package private(set) var deployments: [String: Deployment]

    package init(countingSeconds: Int, deployments: [String: Deployment]) {
        self.countingSeconds = countingSeconds
        self.deployments = deployments
    }

    /// - Parameter statistics: HAProxy's answer to ``statisticsCommand``: comma-separated values, of which the first five
    ///   are the names of backend and server, the queue now and at its longest, and the requests now.
    package init(statistics: String, countingSeconds: Int) {
        var deployments: [String: Deployment] = [:]
        for line in statistics.utf8.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: ","), maxSplits: 5, omittingEmptySubsequences: false)
            guard fields.count > 4, let colon = fields[0].firstIndex(of: UInt8(ascii: ":")),
                let name = String(fields[0][..<colon]),
                let deployment = String(fields[0][fields[0].index(after: colon)...]),
                let server = String(fields[1]), let queued = Int(Substring(fields[2])),
                let now = Int(Substring(fields[4]))
            else { continue }
            let key = ObjectKey(namespace: name, name: deployment).description
            if server == "BACKEND" {
                // The requests of a backend's servers are in its own count, too.
                deployments[key, default: Deployment()].requests.queued += queued
            } else {
                deployments[key, default: Deployment()].requests.queued += queued
                deployments[key, default: Deployment()].requests.busy += now
                deployments[key, default: Deployment()].pods[server] = now
            }
        }
        self.init(countingSeconds: countingSeconds, deployments: deployments)
    }

    package mutating func add(_ peaks: RequestPeaks) {
        for name in deployments.keys { deployments[name]?.peak = peaks[name] }
    }

    /// Where a gateway pod answers with it, in JSON, on its health port.
    package static let path = "/utilization"

    /// Asks HAProxy for all backends and their servers.
    package static let statisticsCommand = "show stat -1 6 -1"
}
