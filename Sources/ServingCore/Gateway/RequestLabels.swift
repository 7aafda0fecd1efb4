/// What a request's metrics are told apart by. Only names that the gateway serves get here, whatever clients ask for: empty
/// where a request came to no service, or to none of its deployments.
package struct RequestLabels: Hashable, Sendable {
    package var namespace: String
    /// As clients name it.
    package var service: String
    package var deployment: String

    package init(namespace: String = "", service: String = "", deployment: String = "") {
        (self.namespace, self.service, self.deployment) = (namespace, service, deployment)
    }

    /// For swift-metrics.
    package var dimensions: [(String, String)] {
        [("namespace", namespace), ("service", service), ("deployment", deployment)]
    }
}

extension GatewayPlan {
    package func labels(of entry: AccessLogEntry) -> RequestLabels {
        guard let name = entry.service.flatMap(ProxyWord.init), let endpoint = endpoints[name] else {
            return RequestLabels()
        }
        var labels = RequestLabels(namespace: endpoint.namespace.description, service: name.description)
        if let deployment = entry.deployment, entry.namespace == labels.namespace,
            backends["\(labels.namespace):\(deployment)"] != nil
        {
            labels.deployment = deployment
        }
        return labels
    }

    /// Whether requests may still come to what `labels` name.
    package func serves(_ labels: RequestLabels) -> Bool {
        guard !labels.service.isEmpty else { return true }
        let endpoint = ProxyWord(labels.service).flatMap { endpoints[$0] }
        return endpoint?.namespace.description == labels.namespace
            && (labels.deployment.isEmpty || backends["\(labels.namespace):\(labels.deployment)"] != nil)
    }
}
