package import KubernetesCore

extension ResolvedModelDeployment {
    /// The stable address of the replicas inside the cluster.
    package var desiredService: DesiredObject {
        DesiredObject(
            BuiltInTypes.services,
            of: metadata,
            spec: [
                "type": "ClusterIP",
                "selector": Labels.selector(for: metadata.name),
                "ports": [["name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"]],
            ]
        )
    }
}
