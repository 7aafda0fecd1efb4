import KubernetesCore

extension JSONValue {
    /// What kubectl reads from a scalar without quotes and tag: YAML 1.1's booleans and numbers, Go's number prefixes,
    /// numbers without a fraction as integers however they are written, and anything else as a string.
    ///
    /// `.inf` and `.nan` become numbers that are not finite.
    init(plainScalar text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": self = .bool(true)
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": self = .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": self = .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": self = .number(-.infinity)
        case ".nan", ".NaN", ".NAN": self = .number(.nan)
        default: self = Self.number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> JSONValue? {
        guard let first = text.utf8.first, first.isDigit || "+-.".utf8.contains(first) else { return nil }
        let text = text.filter { $0 != "_" }
        if let integer = integer(text) { return integer }
        guard isDecimal(text), let number = Double(text), number.isFinite else { return nil }
        return JSONValue.number(number).withWholeNumbers
    }

    /// The value with numbers without a fraction as integers, however they were written: 90.0 and 1e8.
    var withWholeNumbers: JSONValue {
        switch self {
        case .number(let number): Int64(exactly: number).map { .integer($0) } ?? self
        case .array(let elements): .array(elements.map(\.withWholeNumbers))
        case .object(let members): .object(JSONObject(members.map { ($0.key, $0.value.withWholeNumbers) }))
        default: self
        }
    }

    /// An integer in base 2, 8, 10 or 16 that fits 64 bits with or without a sign.
    private static func integer(_ text: String) -> JSONValue? {
        let isNegative = text.hasPrefix("-")
        let magnitude = text.dropFirst(isNegative || text.hasPrefix("+") ? 1 : 0)
        let (digits, radix) =
            switch magnitude.prefix(2).lowercased() {
            case "0x": (magnitude.dropFirst(2), 16)
            case "0o": (magnitude.dropFirst(2), 8)
            case "0b": (magnitude.dropFirst(2), 2)
            case let start where start.count == 2 && start.hasPrefix("0"): (magnitude.dropFirst(1), 8)
            default: (magnitude, 10)
            }
        // A second sign would pass as part of the digits.
        guard let first = digits.utf8.first, !"+-".utf8.contains(first) else { return nil }
        guard let value = UInt64(digits, radix: radix) else { return nil }
        if isNegative { return value <= 1 << 63 ? .integer(Int64(truncatingIfNeeded: 0 &- value)) : nil }
        return Int64(exactly: value).map { .integer($0) } ?? .number(Double(value))
    }

    /// Whether the text is a decimal number with digits before or after its point: `1`, `-.5`, `1.`, `1e+3`.
    private static func isDecimal(_ text: String) -> Bool {
        var rest = text.utf8[...]
        _ = rest.take("+-")
        let whole = rest.takeDigits()
        let fraction = rest.take(".") ? rest.takeDigits() : 0
        guard whole + fraction > 0 else { return false }
        if rest.take("eE") {
            _ = rest.take("+-")
            guard rest.takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}

extension UInt8 {
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}

extension Substring.UTF8View {
    fileprivate mutating func take(_ allowed: String) -> Bool {
        guard let first, allowed.utf8.contains(first) else { return false }
        removeFirst()
        return true
    }

    fileprivate mutating func takeDigits() -> Int {
        let digits = prefix { $0.isDigit }.count
        removeFirst(digits)
        return digits
    }
}
