package import KubernetesCore

/// One rollout unit: a model, an entry script and a few numbers, run as a Deployment with its Service and scaler.
package struct ModelDeployment: Resource, Hashable {
    package var metadata: ObjectMeta
    package var spec: Spec
    package var status: ModelDeploymentStatus?
    /// The rules that the spec breaks. API servers before 1.25 check none that binds several fields.
    package let violations: [Violation]

    private enum CodingKeys: CodingKey {
        case metadata, spec, status
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        spec = try container.decode(Spec.self, forKey: .spec)
        status = try container.decodeIfPresent(ModelDeploymentStatus.self, forKey: .status)
        violations = CustomResourceDefinition.modelDeployment.refusals(of: try JSONValue(from: decoder))
    }

    /// The API server fills in every default of the schema, so that only what has none is optional here.
    package struct Spec: Codable, Hashable, Sendable {
        package var computeTargetRef: NameReference?
        package var models: [ModelReference]
        package var inferenceConfig: InferenceConfig?
        package var resources: ResourceRequirements
        package var autoscale: Autoscale?
        package var replicas: Int?
        package var requestSettings: RequestSettings
        package var livenessProbe: Probe
        package var rollout: Rollout
        package var podTemplate: PodTemplate?
        package var access: Access
        package var suspend: Bool
        package var description: String?
        package var tags: [String: String]?
        package var properties: [String: String]?
    }

    package struct ModelReference: Codable, Hashable, Sendable {
        package var name: String
        /// nil: the highest version there is, followed as new ones arrive.
        package var version: Int?
    }

    package struct InferenceConfig: Codable, Hashable, Sendable {
        /// Relative to the source's root.
        package var entryScript: String
        package var source: Source
        package var environment: Environment
    }

    package struct Source: Codable, Hashable, Sendable {
        package var configMapRef: NameReference?
        package var uri: String?
        package var sha256: String?
        package var credentialsSecretRef: NameReference?
    }

    package struct Environment: Codable, Hashable, Sendable {
        package var image: String
        package var imagePullSecrets: [NameReference]?
        package var environmentVariables: [String: String]?
    }

    package struct ResourceRequirements: Codable, Hashable, Sendable {
        /// Amounts by resource name, as written.
        package var requests: [String: JSONValue]?
        package var limits: [String: JSONValue]?
    }

    package struct Autoscale: Codable, Hashable, Sendable {
        package enum Metric: String, Codable, Sendable, CaseIterable {
            case concurrency = "Concurrency"
            case cpu = "CPU"
        }

        package var enabled: Bool
        package var minReplicas: Int
        package var maxReplicas: Int
        /// Percent.
        package var targetUtilization: Int
        package var refreshSeconds: Int
        package var metric: Metric
        /// nil: false.
        package var fastScaleUp: Bool?
    }

    package struct RequestSettings: Codable, Hashable, Sendable {
        package var scoringTimeoutMs: Int
        package var maxConcurrentPerReplica: Int
        package var maxQueueWaitMs: Int
    }

    package struct Probe: Codable, Hashable, Sendable {
        package var initialDelaySeconds: Int
        package var periodSeconds: Int
        package var timeoutSeconds: Int
        package var successThreshold: Int
        package var failureThreshold: Int
    }

    package struct Rollout: Codable, Hashable, Sendable {
        /// A count or a percentage, as Kubernetes takes it.
        package var maxUnavailable: JSONValue
        package var maxSurge: JSONValue
        package var progressDeadlineSeconds: Int
    }

    /// What is passed on to the pods as it is.
    package struct PodTemplate: Codable, Hashable, Sendable {
        package var labels: [String: String]?
        package var annotations: [String: String]?
        package var nodeSelector: [String: String]?
        package var tolerations: [JSONValue]?
        package var affinity: JSONValue?
        package var serviceAccountName: String?
        package var priorityClassName: String?
        package var runtimeClassName: String?
        package var securityContext: JSONValue?
        package var volumes: [JSONValue]?
        package var volumeMounts: [JSONValue]?
        package var env: [JSONValue]?
        package var sidecars: [JSONValue]?
    }

    package enum Access: String, Codable, Sendable, CaseIterable {
        case gateway = "Gateway"
        case cluster = "Cluster"
    }
}

extension ModelDeployment.Spec {
    /// Who decides how many replicas there are.
    package enum Scaling: Hashable, Sendable {
        case fixed(Int)
        case automatic(ModelDeployment.Autoscale)

        /// How many replicas there are at least.
        package var minimum: Int {
            switch self {
            case .fixed(let replicas): replicas
            case .automatic(let autoscale): autoscale.minReplicas
            }
        }

        package var maximum: Int {
            switch self {
            case .fixed(let replicas): replicas
            case .automatic(let autoscale): autoscale.maxReplicas
            }
        }
    }

    /// Azure ML's rule: a number of replicas turns the autoscaler off, and without one it is on.
    package var scaling: Scaling {
        if let replicas { return .fixed(replicas) }
        return .automatic(autoscale ?? .standard)
    }
}

extension ModelDeployment.Autoscale {
    /// Azure ML's defaults, which hold where nothing is said of scaling at all.
    package static let standard = ModelDeployment.Autoscale(
        enabled: true,
        minReplicas: 1,
        maxReplicas: 10,
        targetUtilization: 70,
        refreshSeconds: 1,
        metric: .concurrency,
        fastScaleUp: nil
    )
}
