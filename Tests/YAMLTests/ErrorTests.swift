import KubernetesCore
import Testing

@testable import YAML

@Suite struct ErrorTests {
    @Test(
        "An error names its place",
        arguments: [
            ("a: 1\nb: 2\na: 3\n", "3:1: the key \"a\" was already given at 1:1"),
            ("x:\n  1: a\n  '1': b\n", "3:3: the key \"1\" was already given at 2:3"),
            ("{a: 1, a: 1}", "1:8: the key \"a\" was already given at 1:2"),
            ("a: *b\n", "1:4: there is no anchor &b before *b"),
            ("a: &b 1\n---\na: *b\n", "3:4: there is no anchor &b before *b"),
            ("a: &b\n- *b\n", "2:3: the value of &b contains itself"),
            ("a: &b\n  <<: *b\n", "2:7: the value of &b contains itself"),
            ("a: 1\n[1]: 2\n", "2:1: a key must be a string"), ("? {a: 1}\n: 2\n", "1:3: a key must be a string"),
            ("- &b [1]\n- {*b : 2}\n", "2:4: a key must be a string"),
            ("{null: 1}", "1:2: a key must not be null; put it in quotes"),
            ("? \n: 1\n", "1:2: a key must not be null; put it in quotes"),
            ("<<: 1\n", "1:1: << takes a mapping or a list of mappings"),
            ("a: 1\n<<: [[a]]\n", "2:1: << takes a mapping or a list of mappings"),
            ("a:\n\tb: 1\n", "2:1: a tab cannot indent YAML; use spaces"),
            ("a:\n  b: 1\n  \tc: 2\n", "3:3: a tab cannot indent YAML; use spaces"),
            ("a: |\n\tb\n", "2:1: a tab cannot indent YAML; use spaces"),
            ("a: b: c\n", "1:5: mapping values are not allowed in this context"),
            ("a: 'b\n", "2:1: found unexpected end of stream while scanning a quoted scalar that starts on line 1"),
            ("a: 1\n b: 2\n", "2:3: mapping values are not allowed in this context"),
            (
                "a: [1\nb: 2\n",
                "2:2: did not find expected ',' or ']' while parsing a flow sequence that starts on line 1"
            ),
            ("[a]\n[b]\n", "2:1: did not find expected <document start>; put --- between two documents"),
            ("{\"a\": 1}\n{\"a\": 1, \"a\": 2}\n", "2:10: the key \"a\" was already given at 1:2"),
            ("%YAML 2.0\n---\na: 1\n", "1:1: found incompatible YAML document"),
        ]
    )
    func places(text: String, message: String) throws {
        #expect(try failure(Array(text.utf8)).description == "x.yaml:\(message)")
    }

    @Test(
        "Bytes that are no text are refused at their place",
        arguments: [
            ("a: 1\nb: é".utf8 + [0xFF], "2:5"), ("a: ".utf8 + [0x01], "1:4"), ("a: ".utf8 + [0x7F], "1:4"),
            ([0x00], "1:1"), ([0x7F, 0x45, 0x4C, 0x46, 0x02], "1:1"), ("a: ".utf8 + [0xC3], "1:4"),
            ([0x1F, 0x8B, 0x08, 0x00], "1:1"),
        ]
    )
    func binary(bytes: [UInt8], place: String) throws {
        let error = try failure(bytes)
        #expect(error.mark.description == place)
        #expect(error.problem.hasSuffix("the text must be UTF-8 without control characters"))
    }

    @Test("Without a file's name an error starts with its line")
    func withoutFile() {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument.parse("a: *b".utf8) }
        #expect(error?.description == "1:4: there is no anchor &b before *b")
    }

    @Test("A value is not repeated in an error, as it may be a secret")
    func secrets() throws {
        let error = try failure(Array("password: !!int hunter2\n".utf8))
        #expect(!error.description.contains("hunter2"))
    }

    private func failure(_ bytes: [UInt8]) throws -> YAMLError {
        try #require(throws: YAMLError.self) { try YAMLDocument.parse(bytes, file: "x.yaml") }
    }
}
