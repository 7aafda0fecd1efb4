import KubernetesCore
import Testing

@Suite struct FieldPathTests {
    @Test(
        "A path is written as in Kubernetes' messages",
        arguments: [
            (FieldPath(), ""), ("spec", "spec"), ("spec.models", "spec.models"),
            (("spec.models" as FieldPath).index(0).member("name"), "spec.models[0].name"),
            (FieldPath().index(2).index(3), "[2][3]"),
            (
                ("metadata.labels" as FieldPath).member("app.kubernetes.io/name"),
                "metadata.labels[app.kubernetes.io/name]"
            ),
            (("data" as FieldPath).member("score.py").member("a"), "data[score.py].a"),
        ] as [(FieldPath, String)]
    )
    func description(path: FieldPath, text: String) {
        #expect(path.description == text)
    }

    @Test("The parent drops the last step; the document has none")
    func parent() {
        #expect(("a.b" as FieldPath).index(1).parent == "a.b")
        #expect(("a.b" as FieldPath).parent == "a")
        #expect(("a" as FieldPath).parent == FieldPath())
        #expect(FieldPath().parent == nil)
    }

    @Test("A path leads to a value, or nowhere")
    func lookUp() {
        let value: JSONValue = ["a": ["b": [1, ["c": nil]]], "x.y": true]
        let path: FieldPath = "a.b"
        #expect(value[FieldPath()] == value)
        #expect(value[path.index(0)] == 1)
        #expect(value[path.index(1).member("c")] == .some(.null))
        #expect(value[FieldPath().member("x.y")] == true)
        #expect(value["x.y" as FieldPath] == nil)
        #expect(value[path.index(2)] == nil)
        #expect(value[path.index(-1)] == nil)
        #expect(value[path.member("0")] == nil)
        #expect(value[path.index(0).member("c")] == nil)
    }
}
