package import KubernetesCore

/// Where clients find the gateway.
package enum GatewayAddress {
    /// The name of the gateway's Service.
    package static let serviceName = "slipway-gateway"

    /// The gateway's pods among all.
    package static let podSelection = Selection(
        labels: "app.kubernetes.io/part-of=slipway,app.kubernetes.io/component=gateway"
    )

    /// The port of a gateway pod where it says how it is.
    package static let healthPort = 8081

    /// Such as `http://192.0.2.1`: by the load balancer, or inside the cluster where there is none.
    ///
    /// - Parameter service: the gateway's.
    /// - Returns: nil while it has no address.
    package static func url(of service: Service?) -> String? {
        guard let service, let address = service.loadBalancerAddresses.first ?? service.clusterIP, !address.isEmpty
        else {
            return nil
        }
        return address.contains(":") ? "http://[\(address)]" : "http://\(address)"
    }
}
