import KubernetesCore
import Testing

@Suite struct ReadRequestTests {
    private static let nodes = ResourceType(
        group: "",
        version: "v1",
        kind: "Node",
        plural: "nodes",
        isNamespaced: false
    )

    @Test(
        "An object's path",
        arguments: [
            (BuiltInTypes.pods, ObjectKey(namespace: "default", name: "main"), "/api/v1/namespaces/default/pods/main"),
            (
                BuiltInTypes.deployments, ObjectKey(namespace: "a", name: "main"),
                "/apis/apps/v1/namespaces/a/deployments/main"
            ),
            (nodes, ObjectKey(namespace: nil, name: "node-1"), "/api/v1/nodes/node-1"),
            // A namespace that came along by mistake does not matter.
            (nodes, ObjectKey(namespace: "default", name: "node-1"), "/api/v1/nodes/node-1"),
            // Names of RBAC objects may hold anything.
            (nodes, ObjectKey(namespace: nil, name: "system:a/b?c"), "/api/v1/nodes/system%3Aa%2Fb%3Fc"),
            (BuiltInTypes.pods, ObjectKey(namespace: "a/b", name: "c"), "/api/v1/namespaces/a%2Fb/pods/c"),
        ]
    )
    func get(type: ResourceType, key: ObjectKey, path: String) {
        #expect(type.get(key) == APIRequest(.get, path: path))
    }

    @Test(
        "A list's path",
        arguments: [
            (BuiltInTypes.pods, "default", "/api/v1/namespaces/default/pods"), (BuiltInTypes.pods, nil, "/api/v1/pods"),
            (BuiltInTypes.deployments, "a", "/apis/apps/v1/namespaces/a/deployments"),
            (BuiltInTypes.deployments, nil, "/apis/apps/v1/deployments"), (nodes, nil, "/api/v1/nodes"),
            (nodes, "default", "/api/v1/nodes"),
        ] as [(ResourceType, String?, String)]
    )
    func list(type: ResourceType, namespace: String?, path: String) {
        #expect(type.list(in: namespace) == APIRequest(.get, path: path))
    }

    @Test func `a list says what is selected`() {
        let options = ListOptions(
            selection: Selection(labels: "app=main,tier!=x", fields: "metadata.name=a"),
            limit: 500,
            resourceVersion: "0"
        )
        #expect(
            BuiltInTypes.pods.list(in: "a", options).target
                == "/api/v1/namespaces/a/pods?labelSelector=app%3Dmain%2Ctier%21%3Dx"
                + "&fieldSelector=metadata.name%3Da&limit=500&resourceVersion=0"
        )
    }

    @Test func `a page says where the one before ended`() {
        let options = ListOptions(limit: 2, continue: "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ==")
        #expect(
            BuiltInTypes.pods.list(options).target
                == "/api/v1/pods?limit=2&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ%3D%3D"
        )
    }

    @Test func `a watch asks for bookmarks and for an end`() {
        let request = BuiltInTypes.deployments.watch(
            in: "a",
            selecting: Selection(labels: "app=main"),
            from: "4711",
            timeoutSeconds: 300
        )
        #expect(request.method == .get)
        #expect(
            request.target == "/apis/apps/v1/namespaces/a/deployments?watch=true&allowWatchBookmarks=true"
                + "&resourceVersion=4711&timeoutSeconds=300&labelSelector=app%3Dmain"
        )
        #expect(request.body == nil && request.contentType == nil)
    }

    @Test func `a watch may begin with all there is`() {
        let request = BuiltInTypes.pods.watch(from: nil, timeoutSeconds: 5)
        #expect(
            request.target == "/api/v1/pods?watch=true&allowWatchBookmarks=true&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=5"
        )
        #expect(request.timeoutSeconds == 5)
    }

    @Test func `a watch may span all namespaces`() {
        let request = BuiltInTypes.pods.watch(from: "1", timeoutSeconds: 5)
        #expect(
            request.target == "/api/v1/pods?watch=true&allowWatchBookmarks=true&resourceVersion=1&timeoutSeconds=5"
        )
    }
}

extension ResourceType {
    fileprivate func list(_ options: ListOptions) -> APIRequest { list(in: nil, options) }
}
