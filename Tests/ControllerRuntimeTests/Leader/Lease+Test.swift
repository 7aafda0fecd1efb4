import KubernetesCore

extension Lease {
    static let testKey = ObjectKey(namespace: "system", name: "operator")

    /// A lease as the API server gives it.
    static func held(
        by holder: String?,
        version: String = "1",
        renewed: Timestamp = Timestamp(seconds: 1000),
        seconds: Int? = 15,
        transitions: Int = 0
    ) throws -> Lease {
        let spec = Spec(
            holderIdentity: holder,
            leaseDurationSeconds: seconds,
            acquireTime: Timestamp(seconds: 900),
            renewTime: renewed,
            leaseTransitions: transitions
        )
        return try JSONValueDecoder().decode(Lease.self, from: manifest(testKey, spec).version(version))
    }
}

extension JSONValue {
    func version(_ version: String) -> JSONValue {
        var object = self
        var metadata = object["metadata"] ?? [:]
        metadata["resourceVersion"] = .string(version)
        object["metadata"] = metadata
        return object
    }
}
