import KubernetesCore
import Testing

@Suite struct ObjectMetaTests {
    private func metadata(_ text: String) throws -> ObjectMeta {
        try JSONValueDecoder().decode(ObjectMeta.self, from: JSONValue(parsing: text))
    }

    @Test func `what a server sends is read`() throws {
        let metadata = try metadata(
            #"""
            {"name":"main-7c9d","generateName":"main-","namespace":"models","selfLink":"/api/v1/pods/main-7c9d",
            "uid":"0f8c1a52-7a4d-4b43-a4a5-0d8f5e2d7b11","resourceVersion":"4711","generation":5,
            "creationTimestamp":"2026-03-01T10:00:00Z","deletionTimestamp":"2026-03-01T10:05:00Z",
            "deletionGracePeriodSeconds":30,"labels":{"app":"main"},"annotations":{"a":"b","c":""},
            "ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"n","uid":"u-1"},
            {"apiVersion":"apps/v1","kind":"ReplicaSet","name":"main","uid":"u-2","controller":true,
            "blockOwnerDeletion":true}],"finalizers":["example.com/guard"]}
            """#
        )
        #expect(metadata.key == ObjectKey(namespace: "models", name: "main-7c9d"))
        #expect(metadata.uid == "0f8c1a52-7a4d-4b43-a4a5-0d8f5e2d7b11")
        #expect(metadata.resourceVersion == "4711")
        #expect(metadata.generation == 5)
        #expect(metadata.labels == ["app": "main"])
        #expect(metadata.annotations == ["a": "b", "c": ""])
        #expect(metadata.finalizers == ["example.com/guard"])
        #expect(metadata.creationTimestamp == Timestamp(rfc3339: "2026-03-01T10:00:00Z"))
        #expect(metadata.deletionTimestamp == Timestamp(rfc3339: "2026-03-01T10:05:00Z"))
        #expect(metadata.ownerReferences.map(\.uid) == ["u-1", "u-2"])
        #expect(metadata.controller?.uid == "u-2")
    }

    @Test(
        "What is missing or null is empty",
        arguments: ["{}", #"{"labels":null,"creationTimestamp":null,"name":null}"#]
    )
    func empty(text: String) throws {
        #expect(try metadata(text) == ObjectMeta(name: ""))
    }

    @Test func `an object that nobody manages has no controller`() throws {
        let text = #"{"ownerReferences":[{"apiVersion":"v1","kind":"K","name":"n","uid":"u","controller":false}]}"#
        #expect(try metadata(text).controller == nil)
    }

    @Test func `keys are written and ordered by namespace, then name`() {
        let keys = [
            ObjectKey(namespace: nil, name: "z"), ObjectKey(namespace: "a", name: "b"),
            ObjectKey(namespace: "a", name: "c"),
            ObjectKey(namespace: "b", name: "a"),
        ]
        #expect(keys.reversed().sorted() == keys)
        #expect(keys.map(\.description) == ["z", "a/b", "a/c", "b/a"])
    }
}
