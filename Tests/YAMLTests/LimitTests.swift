import KubernetesCore
import Testing

@testable import YAML

@Suite struct LimitTests {
    @Test("A text longer than the limit is refused unread")
    func size() throws {
        let limits = YAMLLimits(maximumBytes: 10)
        #expect(try YAMLDocument.parse("a: 1234567".utf8, limits: limits).count == 1)
        #expect(throws: YAMLError.self) { try YAMLDocument.parse("a: 12345678".utf8, limits: limits) }
    }

    @Test(
        "Nesting is limited, however it is written",
        arguments: [
            (100, "[", "]"), (100, "{a: ", "}"), (100, "- ", ""), (100, "? ", ""), (100, "{<<: ", "}"),
            (50, "[{a: ", "}]"),
        ]
    )
    func depth(allowed: Int, open: String, close: String) throws {
        func nested(_ depth: Int) -> [UInt8] {
            let text = String(repeating: open, count: depth) + "x" + String(repeating: close, count: depth)
            return Array(text.utf8)
        }
        if open != "? ", open != "{<<: " { #expect(try YAMLDocument.parse(nested(allowed)).count == 1) }
        for depth in [allowed + 1, 100_000] {
            #expect(throws: YAMLError.self) { try YAMLDocument.parse(nested(depth)) }
        }
    }

    @Test("Aliases cannot nest deeper than the text may")
    func aliasDepth() throws {
        func chain(_ length: Int) -> [UInt8] {
            let links = (1..<length).map { "- &a\($0) [*a\($0 - 1)]\n" }
            return Array(("- &a0 []\n" + links.joined()).utf8)
        }
        #expect(try YAMLDocument.parse(chain(99)).count == 1)
        let error = try #require(throws: YAMLError.self) { try YAMLDocument.parse(chain(100)) }
        #expect(error.description == "100:9: nested deeper than 100")
    }

    @Test("A text whose aliases multiply is refused where they become too many")
    func multiplyingAliases() throws {
        let names = Array("abcdefghi")
        let lines = zip(names, names.dropFirst()).map { inner, outer in
            "\(outer): &\(outer) [\(Array(repeating: "*\(inner)", count: 9).joined(separator: ","))]\n"
        }
        let text = "a: &a [x,x,x,x,x,x,x,x,x]\n" + lines.joined()
        let error = try #require(throws: YAMLError.self) { try YAMLDocument.parse(text.utf8, file: "bomb.yaml") }
        #expect(error.description == "bomb.yaml:7:8: aliases add more than 1000000 values")
    }

    @Test("Merged members count like aliases, over all documents")
    func merges() throws {
        let document = "a: &a {x: 1, y: 2}\nb: {<<: *a}\n---\n"
        let limits = YAMLLimits(maximumAliasedValues: 9)
        let allowed = String(repeating: document, count: 3)
        #expect(try YAMLDocument.parse(allowed.utf8, limits: limits).count == 3)
        let error = try #require(throws: YAMLError.self) {
            try YAMLDocument.parse((allowed + document).utf8, limits: limits)
        }
        #expect(error.mark == SourceMark(line: 11, column: 9))
    }

    @Test("A mapping of 50,000 members is read in linear time", .timeLimit(.minutes(1)))
    func manyMembers() throws {
        let text = (0..<50_000).map { "k\($0): \($0)\n" }.joined()
        #expect(try YAMLDocument.parse(text.utf8).first?.value.object?.count == 50_000)
    }
}
