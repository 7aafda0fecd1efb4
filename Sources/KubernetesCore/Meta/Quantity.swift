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
    /// The largest power of 10 that 128 bits hold.
    private static let largestPower = 38

    private let billionths: Int128
    private let format: Format

    package var isWhole: Bool { billionths % Self.billion == 0 }

    /// nil for a text that is no quantity, and for one of more than 32 digits or beyond 10^29, which nobody means.
    package init?(_ text: String) {
        let unsigned = text.drop { $0 == "+" || $0 == "-" }
        guard text.count - unsigned.count <= 1 else { return nil }
        let number = unsigned.prefix { $0.isASCII && $0.isWholeNumber || $0 == "." }
        let suffix = String(unsigned.dropFirst(number.count))
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, number.contains(where: \.isWholeNumber), number.utf8.count <= 32 else { return nil }

        let fraction = parts.count == 2 ? parts[1] : ""
        // The amount in billionths is digits * factor * 10^exponent.
        var factor: Int128 = 1
        var exponent = 9 - fraction.count
        if let power = Self.binarySuffixes.firstIndex(of: suffix), power > 0 {
            format = .binarySuffix
            factor <<= Int128(10 * power)
        } else if let index = Self.decimalSuffixes.firstIndex(of: suffix) {
            format = .decimalSuffix
            exponent += 3 * (index - 3)
        } else if suffix.first == "e" || suffix.first == "E", let written = Int16(suffix.dropFirst()) {
            format = .decimalExponent
            exponent += Int(written)
        } else {
            return nil
        }

        guard let digits = Int128(parts[0] + fraction), exponent <= Self.largestPower else { return nil }
        // What is left of 32 digits divided by more than the largest power is rounded up in the same way.
        let power = Self.power(of: 10, min(abs(exponent), Self.largestPower))
        let (scaled, overflow) = digits.multipliedReportingOverflow(by: factor)
        let (multiplied, wide) = scaled.multipliedReportingOverflow(by: exponent > 0 ? power : 1)
        guard !overflow, !wide else { return nil }
        let (quotient, remainder) = multiplied.quotientAndRemainder(dividingBy: exponent > 0 ? 1 : power)
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

    package init(thousandths: Int64) {
        self.init(billionths: Int128(thousandths) * 1_000_000, format: .decimalSuffix)
    }

    /// The amount as a floating-point number, for messages and sums that need no exactness.
    package var double: Double { Double(billionths) / Double(Self.billion) }

    package static let zero = Quantity(billionths: 0, format: .decimalSuffix)

    /// How many times `part` fits into it; nil if `part` is not above 0.
    package func count(of part: Quantity) -> Int? {
        part.billionths > 0 ? Int(clamping: billionths / part.billionths) : nil
    }

    /// Without the fraction.
    package var wholeNumber: Int { Int(clamping: billionths / Self.billion) }

    /// The sum, in the form of the first amount; the first amount if the sum is beyond what 128 bits hold.
    package static func + (left: Quantity, right: Quantity) -> Quantity {
        let (sum, overflow) = left.billionths.addingReportingOverflow(right.billionths)
        return overflow ? left : Quantity(billionths: sum, format: left.format)
    }

    private init(billionths: Int128, format: Format) {
        self.billionths = billionths
        self.format = format
    }

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
        // Kubernetes writes what is less than 1Ki, or not whole, in decimal.
        case .binarySuffix
        where billionths.magnitude >= 1024 * Self.billion.magnitude && billionths % Self.billion == 0:
            let whole = billionths / Self.billion
            let (mantissa, power) = Self.stripped(whole, of: 1024, atMost: Self.binarySuffixes.count - 1)
            return "\(mantissa)\(Self.binarySuffixes[power])"
        case .binarySuffix, .decimalSuffix:
            let (mantissa, power) = Self.stripped(billionths, of: 1000, atMost: Self.decimalSuffixes.count - 1)
            return "\(mantissa)\(Self.decimalSuffixes[power])"
        case .decimalExponent:
            let (mantissa, power) = Self.stripped(billionths, of: 1000, atMost: .max)
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
