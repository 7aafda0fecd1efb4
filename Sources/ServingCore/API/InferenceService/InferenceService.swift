package import KubernetesCore

/// One endpoint over the ModelDeployments of its namespace: keys, traffic split, host names.
package struct InferenceService: Resource, Hashable {
    package var metadata: ObjectMeta
    package var spec: Spec
    package var status: InferenceServiceStatus?
    /// The rules that the object breaks by itself.
    package let violations: [Violation]

    private enum CodingKeys: CodingKey {
        case metadata, spec, status
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        spec = try container.decode(Spec.self, forKey: .spec)
        status = try container.decodeIfPresent(InferenceServiceStatus.self, forKey: .status)
        violations = CustomResourceDefinition.inferenceService.refusals(of: try JSONValue(from: decoder))
    }

    package struct Spec: Decodable, Hashable, Sendable {
        package var serviceName: String?
        package var traffic: [Traffic]
        package var defaultDeployment: String?
        package var auth: Auth
        package var expose: Expose?
        package var limits: Limits
    }

    package struct Traffic: Decodable, Hashable, Sendable {
        package var deployment: String
        package var percent: Int
    }

    package struct Auth: Decodable, Hashable, Sendable {
        package var enabled: Bool
        /// nil: the Secret `<name>-keys`.
        package var keysSecretRef: NameReference?
    }

    package struct Expose: Decodable, Hashable, Sendable {
        package var hosts: [String]?
        package var tlsSecretRef: NameReference?
        /// nil: ``PlainHTTP/allow``.
        package var plainHTTP: PlainHTTP?
    }

    /// What becomes of requests without TLS.
    package enum PlainHTTP: String, Decodable, Hashable, Sendable, CaseIterable {
        case allow = "Allow"
        case redirect = "Redirect"
        case refuse = "Refuse"
    }

    package struct Limits: Decodable, Hashable, Sendable {
        package var maxRequestBytes: Int64
    }

    /// The name in its URL.
    package var serviceName: String { spec.serviceName ?? metadata.name }

    /// The Secret with `primaryKey` and `secondaryKey`.
    package var keysSecret: String { spec.auth.keysSecretRef?.name ?? "\(metadata.name)-keys" }
}
