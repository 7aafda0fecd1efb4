import KubernetesCore
import TestSupport

/// Values with all that is hard to write in YAML.
struct RandomJSONValue {
    var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    mutating func value(depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0..<(depth < 5 ? 12 : 8), using: &generator) {
        case 0: .null
        case 1: .bool(Bool.random(using: &generator))
        case 2: .integer(integer())
        case 3: .number(fraction())
        case 4...7: .string(string())
        case 8, 9: .array((0..<Int.random(in: 0..<5, using: &generator)).map { _ in value(depth: depth + 1) })
        default: object(depth: depth)
        }
    }

    private mutating func object(depth: Int) -> JSONValue {
        let keys = (0..<Int.random(in: 0..<5, using: &generator)).map { _ in string() }
        return .object(JSONObject(keys.map { ($0, value(depth: depth + 1)) }))
    }

    private mutating func integer() -> Int64 {
        let integer = Int64.random(in: .min ... .max, using: &generator)
        return Bool.random(using: &generator) ? integer : integer >> Int64.random(in: 0..<64, using: &generator)
    }

    /// A number that is not integral, because YAML reads `1.0` as an integer.
    private mutating func fraction() -> Double {
        while true {
            let number = Double(bitPattern: generator.next())
            let nearOne = Double.random(in: -100...100, using: &generator)
            if number.isFinite, number != number.rounded(), Bool.random(using: &generator) { return number }
            if nearOne != nearOne.rounded() { return nearOne }
        }
    }

    private mutating func string() -> String {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return Self.lookAlikes.randomElement(using: &generator) ?? ""
        case 1: return Self.pieces.randomElement(using: &generator) ?? ""
        default:
            let count = Int.random(in: 0..<8, using: &generator)
            return (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
        }
    }

    private static let lookAlikes = [
        "", "yes", "No", "y", "N", "on", "OFF", "true", "null", "~", "1", "-1", "+1", "017", "0o17", "08", "0x1f",
        "0b1",
        "1_000", "1e3", "1.5", ".5", "1.", ".inf", "-.INF", ".nan", "2020-01-01", "2020-01-01T10:00:00Z", "12:30:45",
        "-1:30.5", "<<", "=", "-", "?", ":", "---", "...", "--- a", "- a", "? a", ": a", "a:", "a: b", "a #b", "#a",
        "&a",
        "*a", "!a", "!!str a", "|", ">", "|-\n a", "'", "''", "\"", "%a", "@a", "`a`", "{}", "[]", "{a: b}", "[a, b]",
        ",",
        "\n", "\n\n", "a\n", "a\n\n", "\na", " a\nb", "\ta\nb", "a\n b\n", "a \nb", "a\t\nb", "a\nb ", "\n a",
        "a\n\n\nb",
        "#a\n#b", "---\na\n...\n", "\r\n", "a\r\nb", "a\u{301}", "'\u{301}", "a:\u{20}\u{301}", " \u{301}",
        "\u{FEFF}a",
        String(repeating: "long ", count: 300) + "text", String(repeating: "k", count: 1030), "C:\\temp", "a\\nb",
    ]

    private static let pieces =
        lookAlikes.filter { $0.utf8.count < 5 } + [
            " ", "  ", "\n", "\n  ", "\t", "\r", "\\", "\"", "'", ": ", " #", ":", "-", "a", "b", "key", "value",
            "x y", "é", "日本", "😀", "\u{0}", "\u{1}", "\u{1B}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{FFFD}",
            "\u{FFFF}", "\u{10FFFF}", "\u{200D}", "\u{301}",
        ]
}
