/// What tells a series from all others: its metric's name, and its labels.
///
/// swift-metrics allows anything as a name (`http.server.requests`), Prometheus only ASCII letters, digits and `_`; each
/// other character becomes a `_`. Labels are sorted, so that their order makes no difference.
struct SeriesIdentity: Hashable {
    let name: String
    /// As ``ExpositionText/labels(_:)`` makes them.
    let labels: String

    init(label: String, dimensions: [(String, String)]) throws(MetricError) {
        guard !label.isEmpty else { throw .emptyName }
        name = Self.validName(label)
        let labels = dimensions.map { (name: Self.validName($0.0), value: $0.1) }.sorted { $0.name < $1.name }
        var previous: String?
        for (label, _) in labels {
            guard label != previous else { throw .repeatedLabel(label, metric: name) }
            // Prometheus keeps names with two underscores for itself, and `le` for a histogram's buckets.
            guard !label.isEmpty, label != "le", !label.hasPrefix("__") else {
                throw .reservedLabel(label, metric: name)
            }
            previous = label
        }
        self.labels = ExpositionText.labels(labels)
    }

    private static func validName(_ name: String) -> String {
        let valid = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        return valid.first?.isNumber == true ? "_" + valid : valid
    }
}
