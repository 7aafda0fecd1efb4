package import KubernetesCore

/// Where clients find the gateway.
package struct GatewayAddress: Hashable, Sendable {
    /// Such as `http://192.0.2.1`.
    package let url: String
    package let httpsPort: Int

    /// The name of the gateway's Service.
    package static let serviceName = "slipway-gateway"

    /// The gateway's pods among all.
    package static let podSelection = Selection(
        labels: "app.kubernetes.io/part-of=slipway,app.kubernetes.io/component=gateway"
    )

    /// The port of a gateway pod where it says how it is.
    package static let healthPort = 8081

    package init(url: String, httpsPort: Int = 443) {
        self.url = url
        self.httpsPort = httpsPort
    }

    /// That of the load balancer, or inside the cluster where there is to be none.
    ///
    /// - Parameter service: the gateway's.
    /// - Returns: nil while it has no address.
    package init?(_ service: Service?) {
        let clusterIP = service?.isLoadBalancer == true ? nil : service?.clusterIP
        guard let service, let address = service.loadBalancerAddresses.first ?? clusterIP, !address.isEmpty else {
            return nil
        }
        let host = address.contains(":") ? "[\(address)]" : address
        let port = service.ports["http"] ?? 80
        self.init(url: "http://\(host)\(port == 80 ? "" : ":\(port)")", httpsPort: service.ports["https"] ?? 443)
    }
}
