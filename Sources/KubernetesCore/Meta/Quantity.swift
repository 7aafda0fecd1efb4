/// An amount of a resource as manifests write it: `500m`, `0.5`, `512Mi`, `1e3` (Kubernetes' `resource.Quantity`).
///
/// Exact to a billionth, as in Kubernetes; finer fractions are rounded up.
package struct Quantity: Sendable {
    private enum Format: Sendable {
        case decimalSuffix
        case binarySuffix
        case decimalExponent
    }

    private static let billion: Int128 = 1_000_000_000
    private static let decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]
    private static let binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]

    private let billionths: Int128
    private let format: Format

    /// nil for a text that Kubernetes would refuse.
    package init?(_ text: String) {
        let unsigned = text.drop { $0 == "+" || $0 == "-" }
        guard text.count - unsigned.count <= 1 else { return nil }
        let number = unsigned.prefix { $0.isASCII && $0.isWholeNumber || $0 == "." }
        let suffix = String(unsigned.dropFirst(number.count))
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, number.contains(where: \.isWholeNumber), number.utf8.count <= 32 else { return nil }

        var scale: Int128 = Self.billion
        var divisor: Int128 = 1
        if let power = Self.binarySuffixes.firstIndex(of: suffix), power > 0 {
            format = .binarySuffix
            scale <<= Int128(10 * power)
        } else if let index = Self.decimalSuffixes.firstIndex(of: suffix) {
            format = .decimalSuffix
            if index < 3 { divisor = Self.power(of: 1000, 3 - index) } else { scale *= Self.power(of: 1000, index - 3) }
        } else if suffix.first == "e" || suffix.first == "E", let exponent = Int(suffix.dropFirst()), abs(exponent) <= 18 {
            format = .decimalExponent
            if exponent < 0 { divisor = Self.power(of: 10, -exponent) } else { scale *= Self.power(of: 10, exponent) }
        } else {
            return nil
        }

        let fraction = parts.count == 2 ? parts[1] : ""
        guard let digits = Int128(parts[0] + fraction) else { return nil }
        let (scaled, overflow) = digits.multipliedReportingOverflow(by: scale)
        let (whole, wide) = divisor.multipliedReportingOverflow(by: Self.power(of: 10, fraction.count))
        guard !overflow, !wide else { return nil }
        let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: whole)
        let magnitude = remainder == 0 ? quotient : quotient + 1
        billionths = text.first == "-" ? -magnitude : magnitude
    }

    /// A manifest's value: a string, or a number as YAML allows it.
    package init?(_ json: JSONValue) {
        switch json {
        case .string(let text): self.init(text)
        case .integer(let integer): self.init(String(integer))
        case .number(let number): self.init(String(number))
        default: return nil
        }
    }

    /// The amount as a floating-point number, for messages and sums that need no exactness.
    package var double: Double { Double(billionths) / Double(Self.billion) }

    private static func power(of base: Int128, _ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { result, _ in result * base }
    }
}

extension Quantity: Comparable, Hashable {
    package static func == (left: Quantity, right: Quantity) -> Bool { left.billionths == right.billionths }
    package static func < (left: Quantity, right: Quantity) -> Bool { left.billionths < right.billionths }
    package func hash(into hasher: inout Hasher) { hasher.combine(billionths) }
}

extension Quantity: CustomStringConvertible {
    /// The canonical form, which is what an API server stores: no fraction, the largest suffix that keeps it whole.
    package var description: String {
        if billionths == 0 { return "0" }
        switch format {
        case .binarySuffix where billionths.magnitude >= 1024 * Self.billion.magnitude:
            let (quotient, remainder) = billionths.quotientAndRemainder(dividingBy: Self.billion)
            let whole = remainder == 0 ? quotient : quotient + (billionths < 0 ? -1 : 1)
            let (mantissa, power) = Self.stripped(whole, of: 1024, atMost: Self.binarySuffixes.count - 1)
            return "\(mantissa)\(Self.binarySuffixes[power])"
        case .binarySuffix, .decimalSuffix:
            let (mantissa, power) = Self.stripped(billionths, of: 1000, atMost: Self.decimalSuffixes.count - 1)
            return "\(mantissa)\(Self.decimalSuffixes[power])"
        case .decimalExponent:
            let (mantissa, power) = Self.stripped(billionths, of: 1000, atMost: 9)
            return power == 3 ? "\(mantissa)" : "\(mantissa)e\(3 * (power - 3))"
        }
    }

    private static func stripped(_ value: Int128, of base: Int128, atMost limit: Int) -> (Int128, power: Int) {
        var (value, power) = (value, 0)
        while power < limit, value % base == 0 {
            value /= base
            power += 1
        }
        return (value, power)
    }
}
