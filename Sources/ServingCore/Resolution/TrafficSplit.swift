/// How the requests of an InferenceService are shared out among its deployments.
package struct TrafficSplit: Hashable, Sendable {
    package struct Share: Hashable, Sendable {
        package let deployment: String
        /// What the spec says.
        package let percent: Int
        /// With what the percents leave over, for the default deployment.
        package let wholePercent: Int
    }

    /// In the spec's order. The whole percents add up to 100 as long as the spec is valid.
    package let shares: [Share]
    package let defaultDeployment: String

    package init(_ spec: InferenceService.Spec) {
        let defaultDeployment = spec.defaultDeployment ?? spec.traffic.first?.deployment ?? ""
        let rest = 100 - spec.traffic.reduce(0) { $0 + $1.percent }
        shares = spec.traffic.map { traffic in
            let isDefault = traffic.deployment == defaultDeployment
            return Share(
                deployment: traffic.deployment,
                percent: traffic.percent,
                wholePercent: traffic.percent + (isDefault ? rest : 0)
            )
        }
        self.defaultDeployment = defaultDeployment
    }

    /// What a deployment gets while some have no ready replica: their shares go to the default deployment, which keeps its
    /// own in any case.
    ///
    /// - Parameter isReady: whether a deployment has a ready replica.
    package func effectivePercent(of share: Share, where isReady: (String) -> Bool) -> Int {
        if share.deployment == defaultDeployment {
            return share.wholePercent
                + shares.filter { $0.deployment != defaultDeployment && !isReady($0.deployment) }
                .reduce(0) { $0 + $1.wholePercent }
        }
        return isReady(share.deployment) ? share.wholePercent : 0
    }
}
