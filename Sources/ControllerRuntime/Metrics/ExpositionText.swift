/// What a family of series is to Prometheus.
enum MetricType: String {
    case counter
    case gauge
    case histogram
}

/// Metrics in Prometheus' text format, version 0.0.4.
struct ExpositionText {
    /// The `Content-Type` by which Prometheus recognises the format.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// Starts a family. All of its samples have to follow before the next family starts.
    mutating func startFamily(_ name: String, _ type: MetricType, help: String?) {
        if let help { text += "# HELP \(name) \(help.escaped(quotes: false))\n" }
        text += "# TYPE \(name) \(type.rawValue)\n"
    }

    /// - Parameter labels: as ``labels(_:)`` makes them.
    mutating func add(_ name: String, labels: String = "", _ value: Double) {
        text += labels.isEmpty ? name : "\(name){\(labels)}"
        text += " \(Self.number(value))\n"
    }

    /// `a="1",b="2"`, for names that are already valid.
    static func labels(_ labels: some Sequence<(name: String, value: String)>) -> String {
        labels.map { "\($0.name)=\"\($0.value.escaped(quotes: true))\"" }.joined(separator: ",")
    }

    /// Whole numbers have no fraction, as Prometheus' own clients write them: `le="1"` and `le="1.0"` are two series.
    static func number(_ value: Double) -> String {
        switch value {
        case .infinity: "+Inf"
        case -.infinity: "-Inf"
        case _ where value.isNaN: "NaN"
        default: Int64(exactly: value).map(String.init) ?? String(value)
        }
    }
}

extension String {
    fileprivate func escaped(quotes: Bool) -> String {
        // By scalar: "\r\n" is a single character, which is not equal to "\n".
        unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\"" where quotes: text += "\\\""
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
