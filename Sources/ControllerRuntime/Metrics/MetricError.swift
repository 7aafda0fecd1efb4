/// Why a series is not part of what Prometheus gets. Always a mistake in the program that made it.
enum MetricError: Error, Hashable {
    case emptyName
    case reservedLabel(String, metric: String)
    case repeatedLabel(String, metric: String)
    case otherType(MetricType, metric: String, wanted: MetricType)
}

extension MetricError: CustomStringConvertible {
    var description: String {
        switch self {
        case .emptyName: "a metric has no name"
        case .reservedLabel(let label, let metric): "the label name \"\(label)\" of \(metric) is reserved; rename it"
        case .repeatedLabel(let label, let metric): "the label \(label) of \(metric) is there twice; remove one"
        case .otherType(let type, let metric, let wanted):
            "\(metric) is a \(type.rawValue) already and cannot be a \(wanted.rawValue) too; rename one"
        }
    }
}
