import KubernetesCore
import Testing

@testable import YAML

@Suite struct DocumentTests {
    @Test(
        "Documents without content are passed over",
        arguments: [
            ("", []), ("\n\n# nothing\n", []), ("---\n", []), ("---\n---\n# c\n---\n", []), ("null", []),
            ("--- ~\n", []),
            ("a: 1\n---\n# c\n---\nb: 2\n", [["a": 1], ["b": 2]]),
            ("---\na: 1\n...\n---\n- 2\n...\n", [["a": 1], [2]]),
            ("--- # c\na: 1\n--- text\n", [["a": 1], "text"]), ("%YAML 1.1\n---\na: 1\n", [["a": 1]]),
            ("{}\n---\n[]\n", [[:], []]),
        ] as [(String, [JSONValue])]
    )
    func documents(text: String, values: [JSONValue]) throws {
        #expect(try read(text) == values)
    }

    @Test("A byte order mark, UTF-16 and any line ends are read alike")
    func encodings() throws {
        let text = "a: é😀\nb: |\n  1\n  2\n---\nc: 3\n"
        let values: [JSONValue] = [["a": "é😀", "b": "1\n2\n"], ["c": 3]]
        #expect(try read(text) == values)
        #expect(try read("\u{FEFF}" + text) == values)
        #expect(try read(String(text.unicodeScalars.map { $0 == "\n" ? "\r\n" : String($0) }.joined())) == values)
        let units = Array("\u{FEFF}\(text)".utf16)
        #expect(try YAMLDocument.parse(units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }).map(\.value) == values)
        #expect(try YAMLDocument.parse(units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }).map(\.value) == values)
    }

    @Test("Members keep the order in which they are written")
    func order() throws {
        #expect(try read("b: 1\na: 2\n1: 3\n").first?.object?.keys == ["b", "a", "1"])
    }

    @Test(
        "Block scalars",
        arguments: [
            ("x: |\n  a\n  b\n\n", "a\nb\n"), ("x: |-\n  a\n\n", "a"), ("x: |+\n  a\n\n", "a\n\n"),
            ("x: |2\n   a\n", " a\n"),
            ("x: >\n  a\n  b\n\n  c\n", "a b\nc\n"), ("x: a\n  b\n\n  c\n", "a b\nc"),
            ("x: \"a \\\n  b\\0\"", "a b\0"),
        ]
    )
    func blockScalars(text: String, value: String) throws {
        #expect(try read(text) == [["x": .string(value)]])
    }

    @Test(
        "JSON is read as JSON, also where YAML differs from it",
        arguments: [
            (#"{"a": [1, true, null, "x"], "b": {}}"#, ["a": [1, true, .null, "x"], "b": [:]]),
            ("{\n\t\"a\": \"\\/\",\n\t\"b\": 1.5\n}\n", ["a": "/", "b": 1.5]),
            (#"  {"a": "\ud83d\ude00"}"#, ["a": "😀"]), ("[\"\u{2028}\u{7F}\"]", ["\u{2028}\u{7F}"]),
            ("{\"\(String(repeating: "k", count: 2000))\": 1}", [String(repeating: "k", count: 2000): 1]),
            ("\u{FEFF}{\"a\": \"\\ud83d\\ude00\"}", ["a": "😀"]),
            // As Python's json.dumps writes floats.
            (#"{"a": [90.0, 1e8, -0.0, 1.5, 1e20]}"#, ["a": [90, 100_000_000, 0, 1.5, 1e20]]),
        ] as [(String, JSONValue)]
    )
    func json(text: String, value: JSONValue) throws {
        #expect(try read(text) == [value])
    }

    @Test(
        "JSON after JSON is as many documents",
        arguments: [
            ("{\"a\": 1}\n{\"b\": 2.0}\n", [["a": 1], ["b": 2]]),
            (#"{"a": "}\""}[{}, []]"#, [["a": "}\""], [[:], []]]),
            (#"{"a": "\ud83d\ude00"} {"a": {}}"#, [["a": "😀"], ["a": [:]]]),
            ("{\n  \"a\": 1\n}\n\u{FEFF}{\n  \"a\": 2\n}", [["a": 1], ["a": 2]]),
        ] as [(String, [JSONValue])]
    )
    func jsonSequences(text: String, values: [JSONValue]) throws {
        #expect(try read(text) == values)
    }

    @Test("A document may begin with a byte order mark, as files do that were put together")
    func laterByteOrderMark() throws {
        #expect(try read("a: 1\n---\n\u{FEFF}b: é\n--- # c\n\u{FEFF}c: 3\n") == [["a": 1], ["b": "é"], ["c": 3]])
        #expect(throws: YAMLError.self) { try read("a: 1\n\u{FEFF}b: 2\n") }
    }

    @Test(
        "Keys that are not strings become strings",
        arguments: [
            ("1", "1"), ("0x1f", "31"), ("1_0", "10"), ("1.5", "1.5"), ("1.10", "1.1"), ("1e3", "1000"),
            ("0.00001", "1e-05"), ("yes", "true"), ("n", "false"), ("2020-01-01", "2020-01-01"), ("'1e3'", "1e3"),
            ("!!str 1", "1"), ("'null'", "null"),
        ]
    )
    func keys(text: String, key: String) throws {
        #expect(try read("{\(text): a}").first?.object?.keys == [key])
    }

    @Test("Aliases stand for what their anchor names, of two anchors with one name the later")
    func aliases() throws {
        #expect(try read("a: &x {b: [1]}\nc: *x\n") == [["a": ["b": [1]], "c": ["b": [1]]]])
        #expect(try read("- &x 1\n- &x 2\n- *x\n") == [[1, 2, 2]])
        #expect(try read("- &k 5\n- {*k : a}\n") == [[5, ["5": "a"]]])
        #expect(try read("&k a: *k\n") == [["a": "a"]])
    }

    @Test(
        "A merge key adds members, and replaces those above it",
        arguments: [
            ("{<<: *b, p: 9}", ["p": 9, "q": 2]), ("{p: 9, <<: *b}", ["p": 1, "q": 2]),
            ("{<<: [*c, *b]}", ["p": 3, "q": 2, "r": 4]),
            ("{<<: *c, <<: *b}", ["p": 1, "q": 2, "r": 4]), ("{<<: {p: 5}, z: 0}", ["p": 5, "z": 0]),
            ("{<<: []}", [:]),
            ("{!!merge <<: *b}", ["p": 1, "q": 2]), ("{'<<': *b}", ["<<": ["p": 1, "q": 2]]),
            ("{<<: {<<: *b, p: 0}}", ["p": 0, "q": 2]),
        ] as [(String, JSONValue)]
    )
    func merge(text: String, value: JSONValue) throws {
        let document = try #require(try read("b: &b {p: 1, q: 2}\nc: &c {p: 3, r: 4}\nx: \(text)\n").first)
        #expect(document["x"] == value)
    }

    private func read(_ text: String) throws -> [JSONValue] {
        try YAMLDocument.parse(text.utf8).map(\.value)
    }
}
