package import KubernetesCore

extension ResolvedModelDeployment {
    /// Who reaches the pods: with `access: Gateway` the gateway alone, since it checks the keys, with `Cluster` every pod
    /// of the cluster. The kubelet's probes come from the pod's own node, which policies do not restrict.
    package var desiredNetworkPolicy: DesiredObject {
        let scoring: JSONValue = ["port": .integer(ScoringLayout.port), "protocol": "TCP"]
        let rules: [JSONValue] =
            switch spec.access {
            case .gateway: [["from": [Self.gateway], "ports": [scoring]], ["from": [Self.monitoring]]]
            case .cluster: [["from": [["namespaceSelector": [:]]]]]
            }
        return DesiredObject(
            BuiltInTypes.networkPolicies,
            of: metadata,
            spec: [
                "podSelector": ["matchLabels": Labels.selector(for: metadata.name)],
                "policyTypes": ["Ingress"],
                "ingress": .array(rules),
            ]
        )
    }

    /// In Slipway's own namespace: elsewhere anybody could give a pod the gateway's labels.
    private static let gateway: JSONValue = [
        "namespaceSelector": ["matchLabels": ["app.kubernetes.io/part-of": "slipway"]],
        "podSelector": [
            "matchLabels": ["app.kubernetes.io/part-of": "slipway", "app.kubernetes.io/component": "gateway"]
        ],
    ]

    private static let monitoring: JSONValue = [
        "namespaceSelector": ["matchLabels": [Labels.monitoring: "true"]]
    ]
}
