import TestSupport
import Testing

@testable import ControllerRuntime

@Suite("Prometheus text")
struct ExpositionTextTests {
    @Test(
        "numbers are written as Go writes them",
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-3, "-3"), (0.005, "0.005"), (1e-8, "1e-08"), (1_234_567.5, "1234567.5"),
            (1_732_413_600, "1732413600"), (1e300, "1e+300"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
        ] as [(Double, String)]
    )
    func numbers(value: Double, text: String) {
        #expect(ExpositionText.number(value) == text)
    }

    @Test(
        "label values are escaped",
        arguments: [
            ("plain", "plain"), ("", ""), (#"a"b"#, #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb", #"a\nb"#),
            ("a\r\nb", "a\r\\nb"), ("\"\u{301}", "\\\"\u{301}"), ("müller, {x=1}", "müller, {x=1}"),
        ]
    )
    func labels(value: String, escaped: String) {
        #expect(ExpositionText.labels([("name", value)]).utf8.elementsEqual("name=\"\(escaped)\"".utf8))
    }

    @Test("HELP is one line, with its quotes")
    func help() {
        var text = ExpositionText()
        text.startFamily("a", .gauge, help: "The \"a\"\nof b\\c.")
        #expect(text.text == "# HELP a The \"a\"\\nof b\\\\c.\n# TYPE a gauge\n")
    }

    @Test("whatever a label's value is, it can be read back", arguments: 0..<50 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let alphabet: [Unicode.Scalar] = ["\\", "\"", "\n", "\r", ",", "=", "{", "}", "n", " ", "é", "\u{301}", "😀"]
        var value = ""
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            value.unicodeScalars.append(try #require(alphabet.randomElement(using: &random)))
        }
        let text = ExpositionText.labels([("name", value)])
        #expect(!text.unicodeScalars.contains("\n"))
        #expect(try unescaped(text.unicodeScalars.dropFirst("name=\"".count)) == Array(value.unicodeScalars))
    }

    /// Reads up to the closing quote, which has to be the end, as Prometheus does.
    private func unescaped(_ text: some Collection<Unicode.Scalar>) throws -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        var rest = Array(text)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"":
                #expect(rest.isEmpty)
                return scalars
            case "\\":
                let escaped = rest.popFirst()
                scalars.append(escaped == "n" ? "\n" : try #require(escaped))
            default: scalars.append(scalar)
            }
        }
        Issue.record("the value has no end")
        return scalars
    }
}
