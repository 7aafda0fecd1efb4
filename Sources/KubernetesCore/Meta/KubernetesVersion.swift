/// Which minor release of Kubernetes, such as 1.29. The major number has always been 1.
package struct KubernetesVersion: Hashable, Comparable, Sendable {
    package let minor: Int

    /// The newest release that Slipway has been made for.
    package static let newest = KubernetesVersion(minor: 36)

    package init(minor: Int) {
        self.minor = minor
    }

    /// Takes `1.29`, `v1.29.4` and what vendors make of it, such as `v1.29.4-gke.100`.
    package init?(_ text: String) {
        let parts = text.drop { $0 == "v" }.split(separator: ".", maxSplits: 2)
        guard parts.count >= 2, parts[0] == "1", let minor = Int(parts[1].prefix { $0.isASCII && $0.isWholeNumber })
        else { return nil }
        self.minor = minor
    }

    package static func < (left: KubernetesVersion, right: KubernetesVersion) -> Bool { left.minor < right.minor }

    /// Whether custom resource definitions may hold rules in CEL; an older kubectl refuses them.
    package var knowsCEL: Bool { minor >= 25 }
}

extension KubernetesVersion: CustomStringConvertible {
    package var description: String { "1.\(minor)" }
}
