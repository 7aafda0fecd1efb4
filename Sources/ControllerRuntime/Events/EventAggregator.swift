import KubernetesCore

/// Makes few records of many events.
///
/// The same event about the same object within ``seriesTime`` of the last is not a new record but one more in a series,
/// which is written at intervals. And no object has more than a few records in a while, whatever happens to it.
struct EventAggregator {
    /// client-go's `finishTime`.
    static let seriesTime = Duration.seconds(6 * 60)

    private struct Key: Hashable {
        let event: ObjectEvent
        let type: ResourceType
        let uid: String

        init(_ event: ObjectEvent, _ regarding: ObjectReference) {
            self.event = event
            type = regarding.type
            uid = regarding.uid
        }
    }

    private var series: [Key: (record: EventRecord, isWritten: Bool)] = [:]
    private var budget = EventBudget()

    enum Decision: Hashable {
        case create(EventRecord)
        /// It is one more in a series, which ``collect(at:)`` gives.
        case count
        /// There have been too many about this object.
        case drop
    }

    /// - Parameter identifier: makes the record's name unique, if there is to be one.
    mutating func add(
        _ event: ObjectEvent,
        _ regarding: ObjectReference,
        at now: Timestamp,
        identifier: UInt64
    ) -> Decision {
        let key = Key(event, regarding)
        if var record = series[key]?.record, now - record.lastTime < Self.seriesTime {
            record.count += 1
            record.lastTime = now
            series[key] = (record, false)
            return .count
        }
        guard budget.spend(on: regarding.uid, at: now) else { return .drop }
        let record = EventRecord(event, regarding, at: now, identifier: identifier)
        series[key] = (record, true)
        return .create(record)
    }

    /// The series that have grown since they were last written. To be called at intervals; forgets what is over.
    mutating func collect(at now: Timestamp) -> [EventRecord] {
        let grown = series.values.filter { !$0.isWritten }.map(\.record)
        series = series.compactMapValues { now - $0.record.lastTime < Self.seriesTime ? ($0.record, true) : nil }
        budget.collect(at: now)
        return grown.sorted { ($0.time, $0.key) < ($1.time, $1.key) }
    }
}
