import KubernetesCore

/// How a string is written so that it is read as that string, by kubectl and by other readers of YAML 1.1.
enum ScalarStyle {
    case plain, singleQuoted, doubleQuoted
    /// Line by line after `|`.
    case literal

    init(_ text: String) {
        self.init(ofKey: text)
        if text.utf8.contains(UInt8(ascii: "\n")), Self.canBeLiteral(text) { self = .literal }
    }

    /// The style for a text that must stay on one line.
    init(ofKey text: String) {
        if text.unicodeScalars.contains(where: \.needsEscape) || Self.resemblesAnotherType(text) {
            self = .doubleQuoted
        } else {
            self = Self.resemblesSyntax(text) ? .singleQuoted : .plain
        }
    }

    /// `text` on one line, in this style.
    func flow(_ text: String) -> String {
        switch self {
        case .plain: text
        case .singleQuoted: "'\(text.unicodeScalars.map { $0 == "'" ? "''" : String($0) }.joined())'"
        case .doubleQuoted, .literal: "\"\(text.unicodeScalars.map(\.escaped).joined())\""
        }
    }

    /// The line before a literal: how far it is indented if that cannot be seen, and what becomes of its line ends.
    static func literalHeader(_ text: String) -> String {
        let startsWithSpace = text.utf8.first.map { " \t\n".utf8.contains($0) } ?? false
        let lineEnds = text.utf8.reversed().prefix { $0 == UInt8(ascii: "\n") }.count
        return "|" + (startsWithSpace ? "2" : "") + (lineEnds == 0 ? "-" : lineEnds == 1 ? "" : "+")
    }

    /// Like kubectl, keeps spaces visible that stand at the end of a line; unlike it, leaves tabs in scripts readable.
    private static func canBeLiteral(_ text: String) -> Bool {
        var previous: Unicode.Scalar = "\n"
        var isBlank = true
        for scalar in text.unicodeScalars {
            if scalar == "\n" {
                if previous == " " || previous == "\t" { return false }
            } else {
                if scalar.needsEscape, scalar != "\t" { return false }
                isBlank = false
            }
            previous = scalar
        }
        return !isBlank && previous != " " && previous != "\t"
    }

    private static func resemblesAnotherType(_ text: String) -> Bool {
        guard case .string = JSONValue(plainScalar: text) else { return true }
        // Go takes a sign after its prefix for binary numbers: 0b-1.
        return text == "<<" || text == "=" || text.hasPrefix("0b") || resemblesDate(text) || resemblesBase60(text)
    }

    /// `2020-01-01`, which other readers make a timestamp of.
    private static func resemblesDate(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), maxSplits: 1)
        guard parts.count == 2, parts[0].count == 4, let month = parts[1].first else { return false }
        return parts[0].allSatisfy(\.isDigit) && month.isDigit
    }

    /// `12:30:45`, which other readers take for a number to the base of 60.
    private static func resemblesBase60(_ text: String) -> Bool {
        let rest = text.utf8.drop { "+-".utf8.contains($0) }.drop { $0.isDigit || $0 == UInt8(ascii: "_") }
        return rest.first == UInt8(ascii: ":") && rest.allSatisfy { $0.isDigit || "_:.".utf8.contains($0) }
    }

    /// Looks at bytes, because a combining character would hide the mark before it in a `Character`.
    private static func resemblesSyntax(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last else { return true }
        let space = UInt8(ascii: " ")
        return ",[]{}#&*!|>'\"%@` ".utf8.contains(first)
            || ("-?:".utf8.contains(first) && bytes.dropFirst().first ?? space == space)
            || bytes.starts(with: "---".utf8) || bytes.starts(with: "...".utf8)
            || last == space || last == UInt8(ascii: ":")
            || zip(bytes, bytes.dropFirst()).contains { pair in
                pair == (UInt8(ascii: ":"), space) || pair == (space, UInt8(ascii: "#"))
            }
    }
}

extension Unicode.Scalar {
    /// Whether YAML forbids the character, or a reader takes it for the end of a line.
    fileprivate var needsEscape: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    fileprivate var escaped: String {
        switch self {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case _ where needsEscape:
            let digits = String(value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(self)
        }
    }
}
