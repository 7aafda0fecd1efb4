import FoundationEssentials
package import KubernetesCore

/// A Secret with the keys of an InferenceService, of which only digests are kept.
package struct ServiceKeys: Resource, Hashable {
    package let metadata: ObjectMeta
    /// SHA-256 in lower-case hex of each usable key.
    package let digests: Set<String>
    /// The fields whose values no client could send: empty, or with control characters inside.
    package let unusable: [String]

    private enum CodingKeys: CodingKey {
        case metadata, data
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        let data = try container.decodeIfPresent([String: String].self, forKey: .data) ?? [:]
        var digests: Set<String> = []
        var unusable: [String] = []
        for name in KeysSecret.keyNames {
            guard let key = data[name].flatMap({ Data(base64Encoded: $0) }).flatMap({ Self.key(in: Array($0)) }) else {
                unusable.append(name)
                continue
            }
            digests.insert(Digest.sha256(of: key))
        }
        self.digests = digests
        self.unusable = unusable
    }

    /// The key without the line break that editors put behind it; nil if no client could send it.
    package static func key(in data: [UInt8]) -> ArraySlice<UInt8>? {
        func isSpace(_ byte: UInt8) -> Bool { [0x09, 0x0a, 0x0d, 0x20].contains(byte) }
        let trimmed = data.drop(while: isSpace)
        let key = trimmed[..<((trimmed.lastIndex { !isSpace($0) } ?? trimmed.startIndex - 1) + 1)]
        return key.isEmpty || key.contains { $0 < 0x20 || $0 == 0x7f } ? nil : key
    }
}
