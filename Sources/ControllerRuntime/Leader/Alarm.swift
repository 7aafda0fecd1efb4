/// Lets one task sleep until a moment or until something rings, be that before it has fallen asleep.
final class Alarm: Sendable {
    private let rings: AsyncStream<Void>
    private let ringer: AsyncStream<Void>.Continuation

    init() {
        (rings, ringer) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func ring() {
        ringer.yield()
    }

    /// Returns also when the task is cancelled, and from then on at once.
    ///
    /// - Parameter moment: nil: only when it rings.
    func sleep(until moment: ContinuousClock.Instant?) async {
        await withDiscardingTaskGroup { group in
            group.addTask { [ringer] in
                guard let moment, (try? await Task.sleep(until: moment, clock: .continuous)) != nil else { return }
                ringer.yield()
            }
            var iterator = rings.makeAsyncIterator()
            await iterator.next()
            group.cancelAll()
        }
    }
}
