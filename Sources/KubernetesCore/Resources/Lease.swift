/// A Lease (coordination.k8s.io/v1): which of several processes acts, and for how long without a word from it.
package struct Lease: Resource, Hashable {
    package let metadata: ObjectMeta
    package let spec: Spec
    private let object: JSONValue

    package struct Spec: Hashable, Sendable {
        /// nil or empty: nobody holds it.
        package var holderIdentity: String?
        package var leaseDurationSeconds: Int?
        package var acquireTime: Timestamp?
        package var renewTime: Timestamp?
        /// How often the holder has changed.
        package var leaseTransitions: Int?

        package init(
            holderIdentity: String? = nil,
            leaseDurationSeconds: Int? = nil,
            acquireTime: Timestamp? = nil,
            renewTime: Timestamp? = nil,
            leaseTransitions: Int? = nil
        ) {
            self.holderIdentity = holderIdentity
            self.leaseDurationSeconds = leaseDurationSeconds
            self.acquireTime = acquireTime
            self.renewTime = renewTime
            self.leaseTransitions = leaseTransitions
        }
    }

    private enum CodingKeys: CodingKey {
        case metadata, spec
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        spec = try container.decodeIfPresent(Spec.self, forKey: .spec) ?? Spec()
        object = try JSONValue(from: decoder)
    }

    /// The object with another spec, for an update, which would remove whatever is not said. It has the
    /// `resourceVersion` of this one, so that the server takes it only while nobody else has written.
    package func replacing(_ spec: Spec) -> JSONValue {
        var object = object
        object["apiVersion"] = .string(BuiltInTypes.leases.apiVersion)
        object["kind"] = .string(BuiltInTypes.leases.kind)
        object["spec"] = spec.written(over: object["spec"] ?? [:])
        return object
    }

    /// A new object.
    package static func manifest(_ key: ObjectKey, _ spec: Spec) -> JSONValue {
        var metadata: JSONValue = ["name": .string(key.name)]
        metadata["namespace"] = key.namespace.map(JSONValue.string)
        return [
            "apiVersion": .string(BuiltInTypes.leases.apiVersion),
            "kind": .string(BuiltInTypes.leases.kind),
            "metadata": metadata,
            "spec": spec.written(over: [:]),
        ]
    }
}

extension Lease.Spec: Decodable {
    fileprivate func written(over spec: JSONValue) -> JSONValue {
        var spec = spec
        spec["holderIdentity"] = holderIdentity.map(JSONValue.string)
        spec["leaseDurationSeconds"] = leaseDurationSeconds.map { .integer(Int64($0)) }
        spec["acquireTime"] = (acquireTime?.rfc3339Microseconds).map(JSONValue.string)
        spec["renewTime"] = (renewTime?.rfc3339Microseconds).map(JSONValue.string)
        spec["leaseTransitions"] = leaseTransitions.map { .integer(Int64($0)) }
        return spec
    }
}
