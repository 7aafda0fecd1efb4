/// A NetworkPolicy as far as it is read.
package struct NetworkPolicy: Resource, Hashable {
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
