/// What Kubernetes takes for names. Written out, because a regular expression takes a hundred times as long.
extension String {
    /// DNS-1123: up to 63 lower-case letters, digits and dashes, dashes not at the ends.
    package var isDNSLabel: Bool { utf8.count <= 63 && utf8[...].isDNSLabel }

    /// DNS-1123 labels, joined by dots.
    var isDNSSubdomain: Bool {
        utf8.count <= 253
            && utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(\.isDNSLabel)
    }

    /// The value of a label.
    var isLabelValue: Bool { isEmpty || utf8[...].isLabelName }

    /// The key of a label or an annotation: `name` or `example.com/name`.
    var isLabelKey: Bool {
        let parts = split(separator: "/", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return parts[0].utf8.isLabelName
        case 2: return String(parts[0]).isDNSSubdomain && parts[1].utf8.isLabelName
        default: return false
        }
    }
}

extension Substring.UTF8View {
    fileprivate var isDNSLabel: Bool {
        guard let first, let last, first.isLowerCaseOrDigit, last.isLowerCaseOrDigit else { return false }
        return allSatisfy { $0.isLowerCaseOrDigit || $0 == UInt8(ascii: "-") }
    }

    fileprivate var isLabelName: Bool {
        guard count <= 63, let first, let last, first.isLetterOrDigit, last.isLetterOrDigit else { return false }
        return allSatisfy { $0.isLetterOrDigit || "-_.".utf8.contains($0) }
    }
}

extension UInt8 {
    fileprivate var isLowerCaseOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    fileprivate var isLetterOrDigit: Bool {
        isLowerCaseOrDigit || self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z")
    }
}
