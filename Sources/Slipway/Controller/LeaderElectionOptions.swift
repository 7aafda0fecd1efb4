import ArgumentParser
import ControllerRuntime
import KubernetesClient
import KubernetesCore

/// Which of several controllers works, under the names that controllers of this kind have for it.
struct LeaderElectionOptions: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        help: "Work only while holding a Lease, so that of several controllers one works and the others stand by."
    )
    var leaderElect = true

    @Option(help: "The namespace of the Lease. Default: the pod's, or slipway-system outside of pods.")
    var leaderElectionNamespace: String?

    @Option(
        name: .customLong("leader-election-id"),
        help: ArgumentHelp(
            "The name of the Lease. Default: slipway-controller, with --watch-namespace slipway-controller-NAMESPACE.",
            valueName: "name"
        )
    )
    var leaderElectionID: String?

    @Option(help: "Seconds without a renewal after which another controller takes over.")
    var leaderElectionLeaseDuration = seconds(LeaseTimes.standard.leaseDuration)

    @Option(help: "Seconds without a renewal after which the leader stops working, and ends.")
    var leaderElectionRenewDeadline = seconds(LeaseTimes.standard.renewDeadline)

    @Option(help: "Seconds between two renewals.")
    var leaderElectionRetryPeriod = seconds(LeaseTimes.standard.retryPeriod)

    func validate() throws {
        do throws(LeaseTimes.Invalid) {
            _ = try times
        } catch {
            throw ValidationError("\(error)")
        }
    }

    /// - Parameter watched: the only namespace that is watched; nil: all.
    /// - Returns: nil when nobody is elected.
    func lease(watching watched: String?, environment: [String: String]) throws -> ObjectKey? {
        guard leaderElect else { return nil }
        let namespace = try leaderElectionNamespace ?? ClusterConfiguration.podNamespace(environment: environment)
        let name = (["slipway-controller"] + [watched].compactMap { $0 }).joined(separator: "-")
        return ObjectKey(namespace: namespace ?? "slipway-system", name: leaderElectionID ?? name)
    }

    var times: LeaseTimes {
        get throws(LeaseTimes.Invalid) {
            try LeaseTimes(
                leaseDuration: leaderElectionLeaseDuration,
                renewDeadline: leaderElectionRenewDeadline,
                retryPeriod: leaderElectionRetryPeriod
            )
        }
    }

    private static func seconds(_ duration: Duration) -> Int { Int(duration.components.seconds) }
}
