import TestSupport
import Testing
import YAML

@testable import Slipway

@Suite struct ValidationReportTests {
    private static let model = """
        apiVersion: serving.slipway.dev/v1alpha1
        kind: Model
        metadata: {name: m}
        spec: {version: 1, uri: "https://example.com/m.pkl"}

        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func report(_ paths: [String], limits: YAMLLimits = .default) -> ValidationReport {
        ValidationReport(ManifestDocuments(ManifestFiles(paths), limits: limits), allowsMissingReferences: false)
    }

    private func lines(_ report: ValidationReport) -> [String] {
        report.text(report.findings).replacing(folder.path + "/", with: "").split(separator: "\n").map(String.init)
    }

    @Test(
        "whatever is in a file is answered with a message and its place",
        arguments: [
            ("", "f.yaml:1:1: the file holds no object"),
            ("# nothing\n---\n", "f.yaml:1:1: the file holds no object"),
            ("just text", "f.yaml:1:1: this is no Kubernetes object: apiVersion and kind are required"),
            ("replicas: 1\n", "f.yaml:1:1: this is no Kubernetes object: apiVersion and kind are required"),
            ("a: [", "f.yaml:2:1: did not find expected node content while parsing a flow node"),
            ("a: 1\na: 2\n", #"f.yaml:2:1: the key "a" was already given at 1:1"#),
            ("a:\n\tb: 1\n", "f.yaml:2:1: a tab cannot indent YAML; use spaces"),
            (String(repeating: "[", count: 200), "f.yaml:1:101: nested deeper than 100"),
            (
                "\u{0}\u{1}",
                "f.yaml:1:1: control characters are not allowed; the text must be UTF-8 without control characters"
            ),
            (
                "\u{FEFF}" + model.replacing("version: 1", with: "version: 0"),
                "f.yaml:4:17: spec.version: must be at least 1, not 0"
            ),
            (
                model.replacing("version: 1", with: "version: 1.5").replacing("\n", with: "\r\n"),
                "f.yaml:4:17: spec.version: must be an integer, not 1.5"
            ),
            (
                model.replacing("version: 1", with: "version: 100000000000000000000"),
                "f.yaml:4:17: spec.version: must be at most 2147483647, not 1e+20"
            ),
            (
                model.replacing("version: 1", with: #"version: "1""#),
                "f.yaml:4:17: spec.version: must be an integer, not string"
            ),
        ]
    )
    func badInput(content: String, line: String) throws {
        let path = try folder.write("f.yaml", content)
        #expect(lines(report([path])) == [line])
    }

    @Test func `a broken file does not hide what is in others`() throws {
        try folder.write("a.yaml", "a: [")
        try folder.write("b.yaml", Self.model.replacing("version: 1", with: "version: 0"))
        try folder.write("c.yaml", [0xFF, 0x00, 0xFE])
        try folder.write("d.json", #"{"kind": "Model"}"#)
        let files = lines(report([folder.path, "\(folder.path)/none.yaml"])).map { $0.prefix { $0 != ":" } }
        #expect(files == ["a.yaml", "b.yaml", "c.yaml", "d.json", "d.json", "d.json", "none.yaml"])
    }

    @Test func `a large file is refused unread, and the others are checked`() throws {
        try folder.write("a.yaml", Self.model + String(repeating: "# comment\n", count: 200_000))
        try folder.write("b.yaml", Self.model)
        let report = report([folder.path], limits: YAMLLimits(maximumBytes: 1 << 20))
        #expect(lines(report) == ["a.yaml:1:1: is larger than the 1 MiB that are read"])
        #expect(report.objectCount == 1)
    }

    @Test func `what is no object may be in a folder, and is said with the notes`() throws {
        try folder.write("values.yaml", "replicas: 1")
        try folder.write("empty.yaml", "")
        try folder.write("service.yaml", "apiVersion: v1\nkind: Service\n")
        try folder.write("model.yaml", Self.model)
        let report = report([folder.path])
        #expect(lines(report) == ["1 object of 3 documents is valid"])
        #expect(
            report.notes.map { $0.text.replacing(folder.path + "/", with: "") } == [
                "empty.yaml:1:1: note: passed over: the file holds no object",
                "service.yaml:1:1: note: passed over: Service of v1 is not of serving.slipway.dev",
                "values.yaml:1:1: note: passed over: no Kubernetes object",
            ]
        )
    }

    @Test func `findings come by file and line, whatever the order of the arguments`() throws {
        let broken = Self.model.replacing("version: 1", with: "version: 0")
        let paths = try ["b.yaml", "a.yaml"].map { try folder.write($0, broken + "---\n" + broken) }
        #expect(
            lines(report(paths)).map { $0.split(separator: " ")[0] } == [
                "a.yaml:4:17:", "a.yaml:8:18:", "a.yaml:9:17:", "b.yaml:3:18:", "b.yaml:4:17:", "b.yaml:8:18:",
                "b.yaml:9:17:",
            ]
        )
    }

    @Test func `of two that contradict each other the second is reported with the place of the first`() throws {
        try folder.write("a.yaml", Self.model)
        try folder.write("b.yaml", "\n" + Self.model)
        let lines = lines(report([folder.path]))
        #expect(
            lines == [
                "b.yaml:4:18: metadata.name: this Model is given twice; rename or remove one of them (the first is at "
                    + "a.yaml:3:18)"
            ]
        )
    }

    @Test func `nothing breaks the line or reaches the terminal as a command`() throws {
        let path = try folder.write("f.yaml", Self.model + "\"\\e[31m\\n\": 1\n")
        #expect(
            lines(report([path])) == [#"f.yaml:5:1: \u{1B}[31m\n: is not a known field"#]
        )
    }

    @Test func `a very long value does not make a very long line`() throws {
        let long = String(repeating: "a", count: 100_000)
        let path = try folder.write(
            "f.yaml",
            Self.model.replacing("version: 1", with: "version: 1, framework: \(long)")
        )
        #expect(lines(report([path])).allSatisfy { $0.utf8.count < 300 })
    }
}
