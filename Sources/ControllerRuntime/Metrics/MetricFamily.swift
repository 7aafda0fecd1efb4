/// One series: a metric with one set of labels.
protocol MetricSeries: AnyObject, Sendable {
    func write(_ identity: SeriesIdentity, to text: inout ExpositionText)
}

/// All series of one name, which are of one type.
struct MetricFamily {
    private let type: MetricType
    private var series: [SeriesIdentity: any MetricSeries] = [:]

    init(type: MetricType) {
        self.type = type
    }

    /// The series that is already there, else a new one.
    ///
    /// - Throws: ``MetricError/otherType(_:metric:wanted:)``.
    mutating func series<Series: MetricSeries>(
        _ identity: SeriesIdentity,
        _ wanted: MetricType,
        make: () -> Series
    ) throws(MetricError) -> Series {
        guard type == wanted else { throw .otherType(type, metric: identity.name, wanted: wanted) }
        if let existing = series[identity] as? Series { return existing }
        let new = make()
        series[identity] = new
        return new
    }

    /// nil if nothing is left.
    func removing(_ handler: AnyObject) -> MetricFamily? {
        var family = self
        family.series = series.filter { $0.value !== handler }
        return family.series.isEmpty ? nil : family
    }

    func write(_ name: String, help: String?, to text: inout ExpositionText) {
        text.startFamily(name, type, help: help)
        for (identity, series) in series.sorted(by: { $0.key.labels < $1.key.labels }) {
            series.write(identity, to: &text)
        }
    }
}
