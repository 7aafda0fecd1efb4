import KubernetesCore
import Testing

@testable import YAML

/// Every value is what `kubectl label --local --output json` makes of the same text. Only the tags that are refused here
/// kubectl passes over.
@Suite struct ScalarTests {
    @Test(
        "Words that are booleans or null",
        arguments: [
            (true, ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]),
            (false, ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]),
            (.null, ["", "~", "null", "Null", "NULL"]),
        ] as [(JSONValue, [String])]
    )
    func words(value: JSONValue, texts: [String]) throws {
        for text in texts {
            #expect(try read(text) == value, "\(text)")
        }
    }

    @Test(
        "Integers",
        arguments: [
            ("0", 0), ("-0", 0), ("+1", 1), ("-1", -1), ("00", 0), ("1_000", 1000), ("1__0", 10), ("1_", 1),
            ("-_1", -1), ("017", 15), ("+017", 15), ("0_7", 7), ("0o17", 15), ("0O17", 15), ("-0o17", -15), ("08", 8),
            ("018", 18), ("0x1f", 31), ("0X1F", 31), ("-0x1f", -31), ("+0x1f", 31), ("0x_1f", 31), ("0b101", 5),
            ("0B101", 5), ("-0b101", -5), ("1e3", 1000), ("1E+3", 1000), ("1.0", 1), ("1.", 1), ("-0.0", 0),
            ("-.5e1", -5), ("1.e3", 1000), ("12e03", 12000), ("0e0", 0), ("1e-400", 0),
            ("1e18", 1_000_000_000_000_000_000), ("9223372036854775807", .max), ("-9223372036854775808", .min),
        ]
    )
    func integers(text: String, value: Int64) throws {
        #expect(try read(text) == .integer(value))
    }

    @Test(
        "Numbers with a fraction, or beyond 64 bits",
        arguments: [
            ("1.5", 1.5), (".5", 0.5), ("+.5", 0.5), ("-.5", -0.5), (".5_5", 0.55), ("1_0.5", 10.5), ("1e-3", 0.001),
            ("100000000.5", 100_000_000.5), ("1e-7", 1e-7), ("1e20", 1e20),
            ("9223372036854775808", 9_223_372_036_854_775_808), ("18446744073709551616", 18_446_744_073_709_551_616),
            ("123456789012345678901234567890", 1.2345678901234568e29),
            ("0777777777777777777777777", 7.777777777777778e23),
        ]
    )
    func fractions(text: String, value: Double) throws {
        #expect(try read(text) == .number(value))
    }

    @Test(
        "Strings that almost are something else",
        arguments: [
            "yEs", "tRUE", "nULL", "oFF", "0x1G", "0xFFFFFFFFFFFFFFFFF", "0x", "0o", "0b", "0o8", "0b12", "0x1p3",
            "_1", "1e", ".", ".e3", "1e3.5", "1e999", "-1e999", ".5e999", "inf", "nan", "NaN", "Infinity", "+Inf",
            "+", "1,000", "1.2.3", "10.0.0.1", "1:30", "190:20:30", "2020-01-01", "2020-01-01T00:00:00Z",
            "2020-13-45", "<<", "=", "100m", "1Gi", "a:b", "a#", "é", "日本",
        ]
    )
    func strings(text: String) throws {
        #expect(try read(text) == .string(text))
    }

    @Test(
        "What stands in quotes or in a block is a string",
        arguments: ["yes", "1", "null", "~", "0x1f", "1e3", ".inf", "<<"]
    )
    func quoted(text: String) throws {
        #expect(try read("\"\(text)\"") == .string(text))
        #expect(try read("'\(text)'") == .string(text))
        #expect(try read("|-\n  \(text)") == .string(text))
        #expect(try read(">-\n  \(text)") == .string(text))
    }

    @Test("JSON has no infinities", arguments: [".inf", "-.Inf", "+.INF", ".nan", ".NaN", "!!float .inf"])
    func infinities(text: String) throws {
        let error = try #require(throws: YAMLError.self) { try read(text) }
        #expect(error.problem.hasPrefix("JSON has no"))
        #expect(error.mark == SourceMark(line: 1, column: 4))
    }

    @Test(
        "Tags of YAML's own decide on the type",
        arguments: [
            ("!!str 1", "1"), ("!!str", ""), ("!!str ~", "~"), ("!!int 0x1f", 31), ("!!int '1'", 1), ("!!float 1", 1),
            ("!!float 1.5", 1.5), ("!!bool yes", true), ("!!bool 'true'", true), ("!!null ''", .null),
            ("!!binary aGVsbG8=", "hello"), ("!!binary |\n  aGVs\n  bG8=", "hello"),
            ("!<tag:yaml.org,2002:str> 1", "1"), ("!!map {a: 1}", ["a": 1]), ("!!seq [1]", [1]),
        ] as [(String, JSONValue)]
    )
    func tags(text: String, value: JSONValue) throws {
        #expect(try read(text) == value)
    }

    @Test(
        "A value that does not fit its tag, or a tag that is none of YAML's own, is refused",
        arguments: [
            "!!int foo", "!!int 1.5", "!!int ''", "!!float foo", "!!bool 1", "!!null foo", "!!binary '*'",
            "!!binary /w==", "!foo bar", "!foo [1]", "!foo {a: 1}", "!!python/x 1", "!!seq {a: 1}", "!!map [1]",
            "!!str {a: 1}", "!!set {a, b}",
        ]
    )
    func unfitTags(text: String) throws {
        let error = try #require(throws: YAMLError.self) { try read(text) }
        #expect(error.problem.contains("!"), "\(error)")
        #expect(error.mark == SourceMark(line: 1, column: 4))
    }

    private func read(_ text: String) throws -> JSONValue {
        let documents = try YAMLDocument.parse("x: \(text)\n".utf8)
        return try #require(documents.first?.value["x"])
    }
}
