import KubernetesCore

extension ModelDeploymentStatus.Revision {
    /// How many are kept.
    private static let limit = 5

    /// What the Deployment controller numbers the templates with.
    private static let number = "deployment.kubernetes.io/revision"

    /// The templates that were rolled out, the newest first.
    ///
    /// - Parameters:
    ///   - previous: as the status has them so far.
    ///   - now: when the newest one was seen, if it is new.
    static func history(
        _ previous: [Self]?,
        _ resolved: ResolvedModelDeployment?,
        _ deployment: Deployment?,
        now: Timestamp
    ) -> [Self]? {
        // Until the Deployment controller has seen a template, the number is the one of the template before.
        guard let resolved, let deployment, deployment.status.observedGeneration >= deployment.metadata.generation,
            let digest = deployment.metadata.annotations[Labels.templateDigest],
            let number = deployment.metadata.annotations[number].flatMap(Int.init)
        else { return previous }
        var history = previous ?? []
        if history.first?.templateDigest == digest {
            // Somebody's edit that was put right gives the same template a higher number.
            history[0].revision = number
            return history
        }
        let newest = Self(
            revision: number,
            templateDigest: digest,
            modelVersions: resolved.modelVersions,
            image: resolved.code.environment.image,
            time: now
        )
        return Array(([newest] + history).prefix(limit))
    }
}
