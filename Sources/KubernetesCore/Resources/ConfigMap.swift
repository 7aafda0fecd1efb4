/// A ConfigMap as far as it is read: which files it has, and whether they have changed. The content itself is not kept.
package struct ConfigMap: Resource, Hashable {
    package let metadata: ObjectMeta
    /// The digest of each key's content.
    package let digests: [String: String]

    private enum CodingKeys: CodingKey {
        case metadata, data, binaryData
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        let text = try container.decodeIfPresent([String: String].self, forKey: .data) ?? [:]
        let binary = try container.decodeIfPresent([String: String].self, forKey: .binaryData) ?? [:]
        digests = text.merging(binary) { text, _ in text }.mapValues { Digest.hexadecimal(of: $0.utf8) }
    }
}
