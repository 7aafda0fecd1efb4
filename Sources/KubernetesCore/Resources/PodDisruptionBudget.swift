/// A PodDisruptionBudget (policy/v1 or v1beta1) as far as it is read.
package struct PodDisruptionBudget: Resource, Hashable {
    package let metadata: ObjectMeta
    package let manifest: Manifest

    private enum CodingKeys: CodingKey {
        case metadata
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata).besideManifest
        manifest = try Manifest(from: decoder)
    }
}
