/// A HorizontalPodAutoscaler (autoscaling/v2 or v2beta2) as far as it is read.
package struct HorizontalPodAutoscaler: Resource, Hashable {
    package let metadata: ObjectMeta
    package let status: Status
    package let manifest: Manifest

    package struct Status: Hashable, Sendable, Decodable {
        package var currentReplicas: Int?
        package var desiredReplicas: Int?
        package var conditions: [WorkloadCondition]?
    }

    private enum CodingKeys: CodingKey {
        case metadata, status
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        status = try container.decodeIfPresent(Status.self, forKey: .status) ?? Status()
        manifest = try Manifest(from: decoder)
    }
}
