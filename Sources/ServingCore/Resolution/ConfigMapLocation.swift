/// `configmap://NAME/KEY`: a file in a ConfigMap of the same namespace.
package struct ConfigMapLocation: Hashable, Sendable {
    package let name: String
    package let key: String

    package init?(uri: String) {
        let scheme = "configmap://"
        guard uri.hasPrefix(scheme) else { return nil }
        let parts = uri.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        (name, key) = (String(parts[0]), String(parts[1]))
    }
}
