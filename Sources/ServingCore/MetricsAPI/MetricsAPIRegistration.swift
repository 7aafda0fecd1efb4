import FoundationEssentials
package import KubernetesCore

/// The APIServices by which the API server finds Slipway's metrics API.
package enum MetricsAPIRegistration {
    /// The Service before the controller's pods, and the ClusterRole that owns the APIServices: they go with it, since an
    /// APIService that nobody answers for keeps namespaces from being deleted.
    package static let name = "slipway-metrics-api"

    /// The Secret with the certificates, in the controller's namespace.
    package static let secretName = "slipway-metrics-api-certificate"

    package static func apiServiceName(_ version: MetricsAPI.Version) -> String {
        "\(version.rawValue).\(MetricsAPI.group)"
    }

    /// - Parameters:
    ///   - namespace: the controller's.
    ///   - authorities: the certificates in PEM that vouch for the metrics API.
    ///   - owner: the ClusterRole ``name``.
    package static func desiredAPIServices(
        in namespace: String,
        authorities: String,
        owner: ObjectMeta
    ) -> [DesiredObject] {
        MetricsAPI.Version.allCases.enumerated().map { rank, version in
            let name = apiServiceName(version)
            var reference = OwnerReference(controller: owner, of: BuiltInTypes.clusterRoles)
            reference.blockOwnerDeletion = nil
            return DesiredObject(
                BuiltInTypes.apiServices,
                ObjectKey(namespace: nil, name: name),
                manifest: [
                    "apiVersion": .string(BuiltInTypes.apiServices.apiVersion),
                    "kind": .string(BuiltInTypes.apiServices.kind),
                    "metadata": [
                        "name": .string(name),
                        "labels": ["app.kubernetes.io/part-of": "slipway", Labels.managedBy: "slipway"],
                        "ownerReferences": [reference.json],
                    ],
                    "spec": [
                        "group": .string(MetricsAPI.group),
                        "version": .string(version.rawValue),
                        // The lowest that other servers of custom metrics have, too.
                        "groupPriorityMinimum": 100,
                        "versionPriority": .integer(Int64(200 - 100 * rank)),
                        "service": ["namespace": .string(namespace), "name": .string(Self.name), "port": 443],
                        "caBundle": .string(Data(authorities.utf8).base64EncodedString()),
                    ],
                ]
            )
        }
    }

    /// - Parameter namespace: the controller's.
    package static func provider(_ apiServices: [APIService], namespace: String) -> MetricsProvider {
        let own = ObjectKey(namespace: namespace, name: name)
        let names = MetricsAPI.Version.allCases.map(apiServiceName)
        let served = apiServices.filter { names.contains($0.metadata.name) }.compactMap(\.service)
        if let foreign = served.first(where: { $0 != own }) { return .somebody(foreign.description) }
        return served.isEmpty ? .nobody : .slipway
    }
}
