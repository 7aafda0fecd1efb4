/// Collects figures and prints them as a table in Markdown.
struct Table {
    private let header: [String]
    private var rows: [[String]] = []

    init(_ header: String...) {
        self.header = header
    }

    mutating func add(_ cells: String...) {
        rows.append(cells)
    }

    func print() {
        for row in [header, header.map { _ in "---" }] + rows { Swift.print("| \(row.joined(separator: " | ")) |") }
        Swift.print()
    }
}

extension Duration {
    var inSeconds: Double { self / .seconds(1) }
    var inMilliseconds: Double { self / .milliseconds(1) }
}

extension Double {
    /// With one digit after the point below 100, with none from there on.
    var rounded: String {
        guard magnitude < 100 else { return "\(Int(self.rounded()))" }
        let tenths = Int((self * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }

    /// With two digits after the point, for ratios.
    var ratio: String {
        let hundredths = Int((self * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)"
    }
}

extension Collection where Element: Comparable {
    /// The value below which `share` of all values lie; nil for an empty collection.
    func quantile(_ share: Double) -> Element? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        return sorted[Swift.min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    var median: Element? { quantile(0.5) }
}
