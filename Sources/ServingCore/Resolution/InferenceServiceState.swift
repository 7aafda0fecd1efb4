package import KubernetesCore

/// What the cluster shows of an InferenceService's surroundings.
package struct InferenceServiceState: Sendable {
    package let names: EndpointNames
    /// The ModelDeployments of its namespace by name, at least those that it refers to.
    package let deployments: [String: ModelDeployment]
    /// The Secret with the keys; nil where there is none.
    package let keys: ServiceKeys?
    /// Where the gateway answers; nil while that is not known.
    package let gateway: GatewayAddress?
    /// What gateways have written into the status.
    package let gatewayConditions: [Condition]

    package init(
        names: EndpointNames,
        deployments: [String: ModelDeployment],
        keys: ServiceKeys?,
        gateway: GatewayAddress?,
        gatewayConditions: [Condition] = []
    ) {
        self.names = names
        self.deployments = deployments
        self.keys = keys
        self.gateway = gateway
        self.gatewayConditions = gatewayConditions
    }

    /// How many replicas of a deployment answer; 0 for one that is not there, is suspended, or goes.
    func readyReplicas(of deployment: String) -> Int {
        guard let deployment = deployments[deployment], !deployment.spec.suspend,
            deployment.metadata.deletionTimestamp == nil
        else { return 0 }
        return deployment.status?.readyReplicas ?? 0
    }
}
