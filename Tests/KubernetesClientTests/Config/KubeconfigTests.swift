import Testing

@testable import KubernetesClient

@Suite struct KubeconfigTests {
    /// Merges `texts` as files named a, b and so on.
    private static func merged(_ texts: String...) throws(ConfigurationError) -> Kubeconfig {
        var kubeconfig = Kubeconfig()
        for (name, text) in zip(["a", "b", "c"], texts) {
            try kubeconfig.merge(Array(text.utf8), from: name)
        }
        return kubeconfig
    }

    @Test func `the first entry of a name counts, whole`() throws {
        let kubeconfig = try Self.merged(
            """
            users:
            - name: red
              user: {token: first}
            """,
            """
            users:
            - name: red
              user: {token: second, tokenFile: red-token}
            - name: blue
              user: {token: third}
            """
        )
        #expect(try kubeconfig.users["red"]?.string("token") == "first")
        #expect(try kubeconfig.users["red"]?.string("tokenFile") == nil)
        #expect(try kubeconfig.users["blue"]?.string("token") == "third")
        #expect(kubeconfig.users["blue"]?.place.file == "b")
    }

    @Test(
        "The first current context counts",
        arguments: [
            (["current-context: one", "current-context: two"], "one"),
            (["current-context: ''", "current-context: two"], "two"),
            (["clusters: []", "current-context: two"], "two"),
            (["", "current-context: ~"], nil),
        ]
    )
    func currentContext(texts: [String], expected: String?) throws {
        #expect(try Self.merged(texts[0], texts[1]).currentContext == expected)
    }

    @Test func `a file may hold several documents`() throws {
        let kubeconfig = try Self.merged(
            """
            apiVersion: v1
            kind: Config
            current-context: one
            contexts:
            - name: one
              context: {cluster: first}
            ---
            ---
            current-context: two
            contexts:
            - name: one
              context: {cluster: second}
            - name: two
              context: {cluster: third}
            """
        )
        #expect(kubeconfig.currentContext == "one")
        #expect(try kubeconfig.contexts.mapValues { try $0.string("cluster") } == ["one": "first", "two": "third"])
    }

    @Test func `JSON is read, and what is not known is ignored`() throws {
        let kubeconfig = try Self.merged(
            #"{"kind": "Config", "preferences": {"colors": true}, "clusters": null, "extensions": [{"name": "x"}]}"#
        )
        #expect(kubeconfig.clusters.isEmpty)
        #expect(kubeconfig.files == ["a"])
    }

    @Test func `an entry may be empty`() throws {
        let kubeconfig = try Self.merged("users: [{name: nobody}, {name: no-one, user: null}]")
        #expect(kubeconfig.users.keys.sorted() == ["no-one", "nobody"])
    }

    @Test(
        "What is wrong with a file is said with its place",
        arguments: [
            (
                "just text",
                "a: must be an object, not string; "
                    + "a kubeconfig file has the fields clusters, users, contexts and current-context"
            ),
            (
                "kind: Pod",
                "a: kind: must be Config; a kubeconfig file has the fields clusters, users, contexts and current-context"
            ),
            ("current-context: [one]", "a: current-context: must be a string, not array"),
            ("users: {admin: {}}", "a: users: must be a list, not object"),
            ("users: [admin]", "a: users[0]: must be an object, not string"),
            ("users: [{name: ok}, {user: {}}]", "a: users[1].name: is required"),
            ("users: [{name: 12}]", "a: users[0].name: must be a string, not integer"),
            ("users: [{name: x, user: secret}]", "a: users[0].user: must be an object, not string"),
            ("users: [{name: x}, {name: x}]", "a: users[1].name: there already is a user \"x\""),
        ]
    )
    func refuses(text: String, message: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try Self.merged(text) }
        #expect(error.reason == .invalid)
        #expect(error.description == message)
    }

    @Test func `a file that is no YAML is refused with the line`() throws {
        let error = try #require(throws: ConfigurationError.self) { try Self.merged("users:\n- name: 'open") }
        #expect(error.reason == .invalid)
        #expect(error.place.file?.hasPrefix("a:2:") == true)
    }
}
