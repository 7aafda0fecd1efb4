package import KubernetesCore

extension KubernetesVersion {
    /// The oldest release that Slipway supports, for a server whose version cannot be read.
    package static let oldest = KubernetesVersion(minor: 20)
}
