import KubernetesCore
import Testing

@testable import YAML

@Suite struct MarkTests {
    private static let text = """
        # A comment
        metadata:
          name: web
          labels: {app.kubernetes.io/name: web, "b": c}
        spec:
          models:
          - name: é
            version: 3
          -   - 1
              - two
          script: |
            print(1)
        """

    @Test(
        "Each value and its key are found",
        arguments: [
            (FieldPath(), "2:1", "2:1"), ("metadata", "3:3", "2:1"), ("metadata.name", "3:9", "3:3"),
            ("metadata.labels", "4:11", "4:3"),
            (("metadata.labels" as FieldPath).member("app.kubernetes.io/name"), "4:36", "4:12"),
            ("metadata.labels.b", "4:46", "4:41"), ("spec.models", "7:3", "6:3"),
            (("spec.models" as FieldPath).index(0), "7:5", "7:5"),
            (("spec.models" as FieldPath).index(0).member("version"), "8:14", "8:5"),
            (("spec.models" as FieldPath).index(1), "9:7", "9:7"),
            (("spec.models" as FieldPath).index(1).index(1), "10:9", "10:9"),
            ("spec.script", "11:11", "11:3"),
        ] as [(FieldPath, String, String)]
    )
    func marks(path: FieldPath, value: String, key: String) throws {
        let document = try #require(try YAMLDocument.parse(Self.text.utf8, file: "web.yaml").first)
        #expect(document.file == "web.yaml")
        #expect(document.mark(ofValueAt: path).description == value)
        #expect(document.mark(ofKeyAt: path).description == key)
    }

    @Test(
        "What is missing is found at its nearest parent",
        arguments: [
            ("missing", "2:1"), ("spec.missing.deeper", "5:1"),
            (("spec.models" as FieldPath).index(7).member("name"), "6:3"),
            (("spec.models" as FieldPath).index(-1), "6:3"), (("spec" as FieldPath).index(0), "5:1"),
            ("metadata.name.first", "3:3"),
            (("spec.models" as FieldPath).index(0).member("missing"), "7:5"),
        ] as [(FieldPath, String)]
    )
    func missing(path: FieldPath, key: String) throws {
        let document = try #require(try YAMLDocument.parse(Self.text.utf8).first)
        #expect(document.mark(ofKeyAt: path).description == key)
    }

    @Test("An alias is found where it stands, and what is in it at its anchor")
    func aliases() throws {
        let text = "a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n  e: 2\n"
        let document = try #require(try YAMLDocument.parse(text.utf8).first)
        #expect(document.mark(ofValueAt: "c").description == "3:4")
        #expect(document.mark(ofValueAt: "c.b").description == "2:6")
        #expect(document.mark(ofKeyAt: "d.b").description == "2:3")
        #expect(document.mark(ofValueAt: "d.e").description == "6:6")
    }

    @Test("Lines count on through the documents of a text")
    func documents() throws {
        let documents = try YAMLDocument.parse("a: 1\n---\n# c\nb: 2\n".utf8)
        #expect(documents.map { $0.mark(ofValueAt: FieldPath()).description } == ["1:1", "4:1"])
    }

    @Test("JSON after JSON has the marks of the whole text")
    func jsonSequence() throws {
        let documents = try YAMLDocument.parse("{\"a\": 1} {\"a\": 2}\n{\n  \"a\": \"\\ud83d\\ude00\"}".utf8)
        #expect(documents.map { $0.mark(ofValueAt: "a").description } == ["1:7", "1:16", "2:1"])
    }

    @Test("JSON has marks, too, if it is YAML")
    func json() throws {
        let document = try #require(try YAMLDocument.parse("{\n  \"a\": {\"b\": 1}\n}\n".utf8).first)
        #expect(document.mark(ofValueAt: "a.b").description == "2:14")
        let onlyJSON = try #require(try YAMLDocument.parse("{\n  \"a\": \"\\ud83d\\ude00\"}".utf8).first)
        #expect(onlyJSON.mark(ofValueAt: "a").description == "1:1")
    }
}
