/// A HorizontalPodAutoscaler (autoscaling/v2 or v2beta2) as far as it is read.
package struct HorizontalPodAutoscaler: Resource, Hashable {
    package let metadata: ObjectMeta
    package let spec: Spec?
    package let status: Status
    package let manifest: Manifest

    package struct Spec: Hashable, Sendable, Decodable {
        package let maxReplicas: Int?
    }

    package struct Status: Hashable, Sendable, Decodable {
        package var currentReplicas: Int?
        package var desiredReplicas: Int?
        package var conditions: [WorkloadCondition]?
        package var currentMetrics: [Metric]?
    }

    /// What the scaler has last seen of one of its metrics.
    package struct Metric: Hashable, Sendable, Decodable {
        package struct Source: Hashable, Sendable, Decodable {
            package let current: Value?
        }

        package struct Value: Hashable, Sendable, Decodable {
            /// Percent of what the pods request.
            package let averageUtilization: Int?
            /// A quantity.
            package let averageValue: String?
        }

        package let object: Source?
        package let resource: Source?
    }

    private enum CodingKeys: CodingKey {
        case metadata, spec, status
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata).besideManifest
        spec = try container.decodeIfPresent(Spec.self, forKey: .spec)
        status = try container.decodeIfPresent(Status.self, forKey: .status) ?? Status()
        manifest = try Manifest(from: decoder)
    }
}
