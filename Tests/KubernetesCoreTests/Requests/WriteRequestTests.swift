import KubernetesCore
import Testing

@Suite struct WriteRequestTests {
    private static let manager = FieldManager("slipway tests")
    private static let key = ObjectKey(namespace: "a", name: "main")
    private static let object: JSONValue = ["metadata": ["name": "main"]]
    private static let nodes = ResourceType(
        group: "",
        version: "v1",
        kind: "Node",
        plural: "nodes",
        isNamespaced: false
    )

    private func expect(
        _ request: APIRequest,
        _ method: APIRequest.Method,
        _ target: String,
        _ contentType: String,
        body: JSONValue = object,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(request.method == method, sourceLocation: sourceLocation)
        #expect(request.target == target, sourceLocation: sourceLocation)
        #expect(request.contentType == contentType, sourceLocation: sourceLocation)
        #expect(request.body == body, sourceLocation: sourceLocation)
    }

    @Test func `an object is created in its collection`() {
        expect(
            BuiltInTypes.configMaps.create(Self.object, in: "a", fieldManager: Self.manager),
            .post,
            "/api/v1/namespaces/a/configmaps?fieldManager=slipway%20tests",
            "application/json"
        )
    }

    @Test func `a cluster-scoped object is created outside of every namespace`() {
        expect(
            Self.nodes.create(Self.object, in: "a", fieldManager: Self.manager),
            .post,
            "/api/v1/nodes?fieldManager=slipway%20tests",
            "application/json"
        )
    }

    @Test func `apply takes fields by force`() {
        expect(
            BuiltInTypes.deployments.apply(Self.object, to: Self.key, fieldManager: Self.manager),
            .patch,
            "/apis/apps/v1/namespaces/a/deployments/main?fieldManager=slipway%20tests&force=true",
            "application/apply-patch+yaml"
        )
    }

    @Test func `a status is applied to its own subresource`() {
        expect(
            BuiltInTypes.deployments.apply(
                Self.object,
                to: Self.key,
                subresource: "status",
                fieldManager: Self.manager
            ),
            .patch,
            "/apis/apps/v1/namespaces/a/deployments/main/status?fieldManager=slipway%20tests&force=true",
            "application/apply-patch+yaml"
        )
    }

    @Test func `a merge patch says nothing of force`() {
        let patch: JSONValue = ["metadata": ["finalizers": .null]]
        expect(
            BuiltInTypes.pods.mergePatch(patch, to: Self.key, fieldManager: Self.manager),
            .patch,
            "/api/v1/namespaces/a/pods/main?fieldManager=slipway%20tests",
            "application/merge-patch+json",
            body: patch
        )
        expect(
            BuiltInTypes.pods.mergePatch(patch, to: Self.key, subresource: "status", fieldManager: Self.manager),
            .patch,
            "/api/v1/namespaces/a/pods/main/status?fieldManager=slipway%20tests",
            "application/merge-patch+json",
            body: patch
        )
    }

    @Test func `a deletion leaves what the object owns to the server`() {
        expect(
            BuiltInTypes.deployments.delete(Self.key),
            .delete,
            "/apis/apps/v1/namespaces/a/deployments/main",
            "application/json",
            body: ["kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"]
        )
    }

    @Test func `a deletion may be bound to the object that the caller has seen`() {
        expect(
            BuiltInTypes.pods.delete(Self.key, DeleteOptions(uid: "u-1")),
            .delete,
            "/api/v1/namespaces/a/pods/main",
            "application/json",
            body: [
                "kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background",
                "preconditions": ["uid": "u-1"],
            ]
        )
    }
}
