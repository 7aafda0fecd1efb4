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
}
