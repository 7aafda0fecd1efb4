package import KubernetesCore

/// What Slipway itself adds between two looks of a HorizontalPodAutoscaler: `autoscale.fastScaleUp`.
package struct FastScaleUp: Hashable, Sendable {
    /// How many replicas there are.
    package let current: Int
    /// How many there are to be; always more.
    package let replicas: Int

    /// How far from its target, as a share of it, utilisation may be before a HorizontalPodAutoscaler acts: Kubernetes'
    /// default.
    package static let tolerance = 0.1

    /// - Parameter current: how many replicas are asked for. None are added to 0, which is a suspension.
    /// - Returns: nil unless requests wait, and the autoscaler would come to as many replicas from the same requests.
    package init?(_ target: UtilizationTarget, current: Int, requests: RequestCount) {
        guard requests.queued > 0, current > 0 else { return nil }
        // In floating point, as the autoscaler does it.
        let wanted = Double(requests.total) * 1000 / Double(target.milliRequestsPerReplica)
        guard wanted / Double(current) > 1 + Self.tolerance else { return nil }
        replicas = target.replicas(for: requests.total)
        self.current = current
        guard replicas > current else { return nil }
    }

    /// A merge patch for the Deployment's subresource `scale`.
    ///
    /// - Parameter resourceVersion: of the Deployment with the ``current`` replicas. One that has changed since is not
    ///   patched, so that what somebody else has added meanwhile is not taken away.
    package func patch(resourceVersion: String) -> JSONValue {
        [
            "metadata": ["resourceVersion": .string(resourceVersion)],
            "spec": ["replicas": .integer(Int64(replicas))],
        ]
    }
}

extension ModelDeployment {
    /// Whether replicas are to be added between two looks of the autoscaler.
    package var wantsFastScaleUp: Bool {
        guard case .automatic(let autoscale) = spec.scaling else { return false }
        return autoscale.fastScaleUp == true && !spec.suspend && violations.isEmpty && metadata.deletionTimestamp == nil
    }
}
