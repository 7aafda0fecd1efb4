import KubernetesCore
import TestSupport
import Testing

@Suite struct JSONWriterTests {
    @Test(
        "Values are written without spaces and in their order",
        arguments: [
            (.null, "null"), (true, "true"), (-5, "-5"), (1.5, "1.5"), (.number(1e300), "1e+300"),
            (.number(.nan), "null"), ("é😀/", "\"é😀/\""), ("\"\\\n\r\t\u{0}\u{1F}", #""\"\\\n\r\t\u0000\u001f""#),
            ([1, [], [:]], "[1,[],{}]"), (["b": 1, "a": ["x": .null]], #"{"b":1,"a":{"x":null}}"#),
        ] as [(JSONValue, String)]
    )
    func text(value: JSONValue, text: String) {
        #expect(value.jsonText == text)
        #expect(value.jsonBytes == Array(text.utf8))
    }

    @Test("What is written is read as the same value", arguments: 0..<4 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = RandomValue(generator: SplitMix64(seed: seed))
        for _ in 0..<1_000 {
            let value = random.value(depth: 0)
            let parsed = try JSONValue(parsing: value.jsonBytes)
            try #require(parsed == value)
            // The order of members and the bytes of strings do not count for equality.
            try #require(parsed.jsonBytes == value.jsonBytes)
        }
    }
}

private struct RandomValue {
    var generator: SplitMix64

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth < 5 ? 8 : 5), using: &generator) {
        case 0: .null
        case 1: .bool(Bool.random(using: &generator))
        case 2: .integer(Int64(bitPattern: generator.next()) >> Int64.random(in: 0..<64, using: &generator))
        case 3: .number(number())
        case 4: .string(string())
        case 5: .array((0..<Int.random(in: 0..<4, using: &generator)).map { _ in value(depth: depth + 1) })
        default:
            // Enough members at times for the parser to look keys up by their hash.
            .object(JSONObject(keys(Int.random(in: 0..<24, using: &generator)).map { ($0, value(depth: depth + 2)) }))
        }
    }

    private mutating func keys(_ count: Int) -> [String] {
        (0..<count).map { _ in string() }
    }

    private mutating func number() -> Double {
        let number = Double(bitPattern: generator.next())
        return number.isFinite ? number : 0.5
    }

    private mutating func string() -> String {
        let scalars = (0..<Int.random(in: 0..<6, using: &generator)).compactMap { _ in
            let limit = ([0x21, 0x80, 0x3000, 0x110000] as [UInt32]).randomElement(using: &generator) ?? 0x80
            return Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator))
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
