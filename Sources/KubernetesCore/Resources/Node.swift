/// A Node as far as it is read: what it offers to pods.
package struct Node: Resource, Hashable {
    package let metadata: ObjectMeta
    package let offer: Offer

    /// What decides whether the node counts, and for how much. Heartbeats do not change it.
    package struct Offer: Hashable, Sendable {
        package let labels: [String: String]
        package let taints: [Taint]
        package let isCordoned: Bool
        package let isReady: Bool
        package let capacity: [String: Quantity]
        package let allocatable: [String: Quantity]
    }

    package struct Taint: Hashable, Sendable, Decodable {
        package let key: String
        package let value: String?
        package let effect: String
    }

    private struct Spec: Decodable {
        let taints: [Taint]?
        let unschedulable: Bool?
    }

    private struct Status: Decodable {
        let capacity: [String: JSONValue]?
        let allocatable: [String: JSONValue]?
        let conditions: [WorkloadCondition]?
    }

    private enum CodingKeys: CodingKey {
        case metadata, spec, status
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        let spec = try container.decodeIfPresent(Spec.self, forKey: .spec)
        let status = try container.decodeIfPresent(Status.self, forKey: .status)
        offer = Offer(
            labels: metadata.labels,
            taints: spec?.taints ?? [],
            isCordoned: spec?.unschedulable ?? false,
            isReady: status?.conditions?["Ready"]?.isTrue ?? false,
            capacity: (status?.capacity ?? [:]).compactMapValues(Quantity.init),
            allocatable: (status?.allocatable ?? [:]).compactMapValues(Quantity.init)
        )
    }
}
