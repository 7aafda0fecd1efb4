import FoundationEssentials
import KubernetesCore

/// The Secret with the metrics API's certificates, as a watch shows it.
struct CertificateSecret: Resource {
    let metadata: ObjectMeta
    /// Decoded.
    let data: [String: Data]

    private enum CodingKeys: CodingKey {
        case metadata, data
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        let data = try container.decodeIfPresent([String: String].self, forKey: .data) ?? [:]
        self.data = data.compactMapValues { Data(base64Encoded: $0) }
    }
}
