import KubernetesCore
import Testing

@Suite struct JSONParserTests {
    @Test(
        "Values of every type",
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("\"\"", ""), ("[]", []), ("{}", [:]), ("0", 0),
            ("-0", 0), ("-1", -1), ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("1.5", 1.5), ("-2.5e-3", -0.0025), ("1E2", .number(100)), ("1.0", .number(1)), ("1e+2", .number(100)),
            ("\t[1 ,\r\n 2]\n", [1, 2]), ("{\"a\" : {\"b\":[null]}}", ["a": ["b": [.null]]]),
        ] as [(String, JSONValue)]
    )
    func values(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test func `the items of a list are given away one by one, and no others`() throws {
        var items: [JSONValue] = []
        let text = #"{"kind":"L", "items": [{"items":[1]} , 2],"metadata":{"items":[3]}}"#
        let rest = try JSONValue(parsingList: Array(text.utf8)) { items.append($0) }
        #expect(items == [["items": [1]], 2])
        #expect(rest == ["kind": "L", "metadata": ["items": [3]]])
        #expect(try JSONValue(parsingList: Array(#"{"items":null}"#.utf8)) { _ in } == ["items": .null])
        #expect(throws: JSONSyntaxError.self) {
            try JSONValue(parsingList: Array(#"{"items":[4}"#.utf8)) { items.append($0) }
        }
    }

    @Test("Integers beyond 64 bits become doubles, as in Kubernetes")
    func largeIntegers() throws {
        #expect(try JSONValue(parsing: "9223372036854775808") == .number(9_223_372_036_854_775_808))
        #expect(try JSONValue(parsing: "-1" + String(repeating: "0", count: 30)) == .number(-1e30))
    }

    @Test(
        "Escapes",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
            (#""\u0000""#, "\u{0}"), (#""\ud83d\ude00""#, "😀"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
            (#""a\nb é""#, "a\nb é"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"), (#""\ud83d""#, "\u{FFFD}"),
            (#""\ud83dx""#, "\u{FFFD}x"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
            (#""\ud83d\n""#, "\u{FFFD}\n"),
        ]
    )
    func escapes(text: String, string: String) throws {
        let parsed = try #require(try JSONValue(parsing: text).string)
        #expect(Array(parsed.utf8) == Array(string.utf8))
    }

    @Test(
        "What is not JSON is refused at its place",
        arguments: [
            ("", 0), ("  ", 2), ("nul", 3), ("truth", 3), ("[1,]", 3), ("[1 2]", 3), ("[1", 2), ("{\"a\" 1}", 5),
            ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\":1", 6), ("01", 2), ("-", 1), ("+1", 0), ("1.", 2), (".5", 0),
            ("1e", 2), ("1e999", 5), ("NaN", 0), ("\"a", 2), ("\"\\x\"", 3), ("\"\\u12G4\"", 5), ("\"a\nb\"", 2),
            ("1 2", 2), ("{}}", 2), ("'a'", 0), ("\"\\", 2),
        ]
    )
    func syntaxErrors(text: String, offset: Int) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
        #expect(error.offset == offset, "\(error)")
    }

    @Test(
        "Text that is not UTF-8 is refused",
        arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80]] as [[UInt8]]
    )
    func invalidUTF8(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: [quote] + bytes + [quote]) }
    }

    @Test("The last of several members with one name counts, in the first one's place")
    func repeatedMembers() throws {
        let members = try #require(try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#).object)
        #expect(members.keys == ["a", "b"])
        #expect(members["a"] == 3)
    }

    @Test("Nesting up to 512 is read, deeper nesting refused")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(512)) }
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: nested(513)) }
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test("Where depth is cut, a text stands in the place of what is too deep, and the rest is read")
    func cutDepth() throws {
        let deep = String(repeating: "[", count: 2000) + "\"]\"" + String(repeating: "]", count: 2000)
        let parsed = try JSONValue(parsing: "{\"a\":\(deep),\"b\":1}".utf8, cuttingDepth: true)
        #expect(parsed["b"] == 1)
        var value = parsed["a"]
        var depth = 1
        while let first = value?.array?.first {
            value = first
            depth += 1
        }
        #expect(value == "nested deeper than 512")
        #expect(depth == 512)
        let unfinished = String(repeating: "[", count: 2000)
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: unfinished.utf8, cuttingDepth: true) }
    }

    @Test("A member that is ignored leaves no trace, whatever its value")
    func ignoredMember() throws {
        let values = [
            "1", "null", "\"}\\\"\"", "{}", "[]", "{\"f:a\":{\"f:b\":[1,\"]\",{}]}}", "[[[\"\\\\\"]]]", "-1.5e3",
            " { \"a\" : 1 } ",
        ]
        for value in values {
            let text = "{\"a\":1,\"managedFields\":\(value),\"b\":[{\"managedFields\":\(value)}]}"
            let parsed = try JSONValue(parsing: text.utf8, ignoring: "managedFields")
            #expect(parsed == ["a": 1, "b": [[:]]], "\(value)")
        }
    }

    @Test(
        "A missing or unfinished value of an ignored member is refused",
        arguments: ["", "}", "]", ",", ":", "{", "[1", "\"a"]
    )
    func ignoredMemberWithoutValue(value: String) {
        let text = "{\"managedFields\":\(value),\"a\":1}"
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text.utf8, ignoring: "managedFields") }
    }

    @Test("An object of 100,000 members is read and compared in linear time", .timeLimit(.minutes(1)))
    func manyMembers() throws {
        let members = (0..<100_000).map { "\"k\($0)\":\($0)" }
        let value = try JSONValue(parsing: "{\(members.joined(separator: ","))}")
        let reversed = try JSONValue(parsing: "{\(members.reversed().joined(separator: ","))}")
        #expect(value.object?.count == 100_000)
        #expect(value.object?.members[99_999].key == "k99999")
        #expect(value == reversed)
    }
}
