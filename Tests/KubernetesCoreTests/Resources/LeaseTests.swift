import KubernetesCore
import Testing

@Suite struct LeaseTests {
    private static let object: JSONValue = [
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
        "metadata": [
            "name": "a", "namespace": "b", "resourceVersion": "7", "labels": ["kept": "yes"],
        ],
        "spec": [
            "holderIdentity": "one", "leaseDurationSeconds": 15, "acquireTime": "2006-01-02T15:04:05.000001Z",
            "renewTime": "2006-01-02T15:04:06.500000Z", "leaseTransitions": 3, "strategy": "OldestEmulationVersion",
        ],
    ]
    private static let time = Timestamp(seconds: 1_136_214_245, nanoseconds: 1000)

    private func lease(_ object: JSONValue) throws -> Lease {
        try JSONValueDecoder().decode(Lease.self, from: object)
    }

    @Test func `every field of the record is read`() throws {
        let lease = try lease(Self.object)
        #expect(lease.metadata.resourceVersion == "7")
        #expect(
            lease.spec
                == Lease.Spec(
                    holderIdentity: "one",
                    leaseDurationSeconds: 15,
                    acquireTime: Self.time,
                    renewTime: Self.time + .microseconds(1_499_999),
                    leaseTransitions: 3
                )
        )
        #expect(try self.lease(["metadata": ["name": "a"]]).spec == Lease.Spec())
    }

    @Test func `an update names the state that it replaces, and keeps what is no concern of it`() throws {
        let lease = try lease(Self.object)
        #expect(lease.replacing(lease.spec) == Self.object)

        var expected = Self.object
        expected["spec"] = [
            "holderIdentity": "", "leaseDurationSeconds": 1, "acquireTime": "2006-01-02T15:04:05.000001Z",
            "renewTime": "2006-01-02T15:04:05.000001Z", "leaseTransitions": 4, "strategy": "OldestEmulationVersion",
        ]
        let released = Lease.Spec(
            holderIdentity: "",
            leaseDurationSeconds: 1,
            acquireTime: Self.time,
            renewTime: Self.time,
            leaseTransitions: 4
        )
        #expect(lease.replacing(released) == expected)
    }

    @Test func `an item of a list, which does not say its kind, becomes a whole object`() throws {
        var item = Self.object
        item["apiVersion"] = nil
        item["kind"] = nil
        let lease = try lease(item)
        let update = lease.replacing(lease.spec)
        #expect(update["apiVersion"] == "coordination.k8s.io/v1")
        #expect(update["kind"] == "Lease")
    }

    @Test func `a new lease says only what there is to say`() {
        let spec = Lease.Spec(holderIdentity: "one", renewTime: Self.time)
        #expect(
            Lease.manifest(ObjectKey(namespace: "b", name: "a"), spec) == [
                "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                "metadata": ["name": "a", "namespace": "b"],
                "spec": ["holderIdentity": "one", "renewTime": "2006-01-02T15:04:05.000001Z"],
            ]
        )
    }
}
