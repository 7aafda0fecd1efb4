import KubernetesCore
import Testing

@Suite struct OwnerReferenceTests {
    private static let widgets = ResourceType(group: "example.com", version: "v1", kind: "Widget", plural: "widgets")
    private static let owner = ObjectMeta(name: "main", namespace: "default", uid: "u-1")

    @Test func `a controller's reference says all that garbage collection needs`() {
        let reference = OwnerReference(controller: Self.owner, of: Self.widgets)
        #expect(
            reference.json == [
                "apiVersion": "example.com/v1", "kind": "Widget", "name": "main", "uid": "u-1", "controller": true,
                "blockOwnerDeletion": true,
            ]
        )
    }

    @Test func `a reference that the server sends is read and written back unchanged`() throws {
        let json: JSONValue = ["apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "main-7c", "uid": "u-2"]
        let reference = try JSONValueDecoder().decode(OwnerReference.self, from: json)
        #expect(reference.controller == nil)
        #expect(reference.json == json)
    }

    @Test(
        "A reference is to a kind in whatever version of its group",
        arguments: [
            ("example.com/v1", "Widget", widgets, true), ("example.com/v1beta1", "Widget", widgets, true),
            ("example.com/v1", "Gadget", widgets, false), ("example.org/v1", "Widget", widgets, false),
            ("v1", "Widget", widgets, false), ("v1", "Pod", BuiltInTypes.pods, true),
            ("v2", "Pod", BuiltInTypes.pods, true), ("metrics.k8s.io/v1", "Pod", BuiltInTypes.pods, false),
        ]
    )
    func refers(apiVersion: String, kind: String, type: ResourceType, isReferred: Bool) {
        var reference = OwnerReference(controller: Self.owner, of: type)
        reference.apiVersion = apiVersion
        reference.kind = kind
        #expect(reference.refers(to: type) == isReferred)
    }
}
