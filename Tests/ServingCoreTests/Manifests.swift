import KubernetesCore
import ServingCore

/// The objects of a file, decoded as an API server would send them.
struct Manifests {
    let objects: [JSONValue]

    init(_ objects: [JSONValue]) {
        self.objects = objects.map { object in
            let definition = ServingAPI.definitions.first { $0.type.kind == object["kind"]?.string }
            return definition?.defaulted(object) ?? object
        }
    }

    func resolution(nodes: [Node], _ options: ServingOptions = .example) throws -> Resolution {
        Resolution(
            models: try all(Model.self),
            configMaps: try configMaps,
            cluster: ClusterState(
                computeTargets: try all(ComputeTarget.self),
                nodes: nodes,
                kubernetesVersion: "v1.29.4"
            ),
            metrics: AutoscalingMetric.Prerequisites(
                provider: MetricsAPIRegistration.provider(try all(APIService.self), namespace: "slipway-system"),
                hasGateway: try all(Service.self).contains { $0.metadata.name == GatewayAddress.serviceName },
                isRouted: try !all(InferenceService.self).isEmpty
            ),
            options: options
        )
    }

    var registry: ModelRegistry {
        get throws { ModelRegistry(models: try all(Model.self), configMaps: try configMaps) }
    }

    private var configMaps: [String: ConfigMap] {
        get throws { Dictionary(uniqueKeysWithValues: try all(ConfigMap.self).map { ($0.metadata.name, $0) }) }
    }

    var children: ObservedChildren {
        get throws {
            ObservedChildren(
                deployment: try all(Deployment.self).first,
                service: try all(Service.self).first,
                horizontalPodAutoscaler: try all(HorizontalPodAutoscaler.self).first,
                podDisruptionBudget: try all(PodDisruptionBudget.self).first,
                networkPolicy: try all(NetworkPolicy.self).first,
                pods: try all(Pod.self),
                nodes: try all(Node.self),
                events: try all(Event.self)
            )
        }
    }

    /// The Secrets with certificates.
    var certificates: [ObjectKey: PEMText] {
        get throws {
            let secrets = try objects.filter { $0["type"]?.string == TLSSecret.type }
                .map { try JSONValueDecoder().decode(TLSSecret.self, from: $0) }
            return Dictionary(secrets.compactMap { secret in secret.pem.map { (secret.metadata.key, $0) } }) { $1 }
        }
    }

    /// The Secrets.
    var keys: [ServiceKeys] {
        get throws {
            try objects.filter { $0["kind"] == "Secret" }
                .map { try JSONValueDecoder().decode(ServiceKeys.self, from: $0) }
        }
    }

    /// Kinds have the names of their types.
    func all<Object: Resource>(_ type: Object.Type) throws -> [Object] {
        try objects.filter { $0["kind"]?.string == "\(type)" }.map { try JSONValueDecoder().decode(type, from: $0) }
    }
}

extension ServingOptions {
    static let example = ServingOptions(
        image: "registry/slipway:1",
        noCodeImages: [.scikitLearn: "registry/sklearn:1", .onnx: "registry/onnx:1"]
    )
}
