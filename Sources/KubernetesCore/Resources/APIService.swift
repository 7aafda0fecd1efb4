/// An APIService: who serves a version of an API group.
package struct APIService: Resource, Hashable {
    package let metadata: ObjectMeta
    package let manifest: Manifest
    /// nil: the API server itself.
    package let service: ObjectKey?

    private enum CodingKeys: CodingKey {
        case metadata, spec
    }

    private struct Spec: Decodable {
        struct Reference: Decodable {
            let namespace: String?
            let name: String?
        }

        let service: Reference?
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        manifest = try Manifest(from: decoder)
        let service = try container.decodeIfPresent(Spec.self, forKey: .spec)?.service
        self.service = service.map { ObjectKey(namespace: $0.namespace ?? "", name: $0.name ?? "") }
    }
}
