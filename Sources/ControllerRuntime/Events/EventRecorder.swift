package import KubernetesClient
package import KubernetesCore
package import Logging
package import Metrics
import ServiceLifecycle
import Synchronization

/// Tells the users of objects what happens to them, by Events that `kubectl describe` shows.
///
/// Nothing ever waits for it: what cannot be written in time is dropped, and counted.
package final class EventRecorder: ServiceLifecycle.Service, CustomStringConvertible {
    /// client-go's `maxQueuedEvents`.
    private static let queueLimit = 1_000
    /// client-go's `maxTriesPerEvent`; with ``Backoff/watch``, which is about a minute.
    private static let maximumTries = 12
    /// How often series are written, and how long the last events may take at a shutdown.
    private static let interval = Duration.seconds(60)
    private static let flushTime = Duration.seconds(5)

    private enum Write {
        case create(EventRecord)
        case patch(EventRecord)
    }

    /// Why an event is not written.
    private enum DropReason: String, CaseIterable {
        case queueFull = "queue_full"
        case tooMany = "too_many"
        case failed
    }

    private let client: Client
    private let reporter: EventRecord.Reporter
    private let clock: WallClock
    private let retry: Backoff
    private let interval: Duration
    private let flushTime: Duration
    private let aggregator = Mutex(EventAggregator())
    private let writes: AsyncStream<Write>
    private let queue: AsyncStream<Write>.Continuation
    private let dropped: [DropReason: Counter]
    private let logger: Logger

    /// - Parameters:
    ///   - controller: what events say of whom they are from.
    ///   - host: where it runs, which tells several of them apart.
    ///   - interval: how often the counts of repeated events are written.
    ///   - flushTime: how long the last events may take at a shutdown.
    package init(
        client: Client,
        controller: String,
        host: String,
        clock: WallClock = .system,
        retry: Backoff = .watch,
        interval: Duration = EventRecorder.interval,
        flushTime: Duration = EventRecorder.flushTime,
        metricsFactory: any MetricsFactory,
        logger: Logger
    ) {
        self.client = client
        reporter = EventRecord.Reporter(controller: controller, instance: String("\(controller)-\(host)".prefix(128)))
        self.clock = clock
        self.retry = retry
        self.interval = interval
        self.flushTime = flushTime
        (writes, queue) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.queueLimit))
        dropped = Dictionary(
            uniqueKeysWithValues: DropReason.allCases.map { reason in
                let labels = [("reason", reason.rawValue)]
                return (
                    reason, Counter(label: "slipway_events_dropped_total", dimensions: labels, factory: metricsFactory)
                )
            }
        )
        self.logger = logger
    }

    /// Returns at once; the event is written later.
    package func record(_ event: ObjectEvent, on regarding: ObjectReference) {
        let now = clock.now
        let identifier = UInt64.random(in: 0 ... .max)
        switch aggregator.withLock({ $0.add(event, regarding, at: now, identifier: identifier) }) {
        case .create(let record): enqueue(.create(record))
        case .count: break
        case .drop: dropped[.tooMany]?.increment()
        }
    }

    package func run() async throws {
        await withTaskGroup { group in
            group.addTask { await self.write() }
            await cancelWhenGracefulShutdown { await self.writeSeriesAtIntervals() }
            writeSeries()
            queue.finish()
            group.addTask { try? await Task.sleep(for: self.flushTime) }
            // Whichever is first: all is written, or the time is up.
            await group.next()
            group.cancelAll()
        }
    }

    package var description: String { "event recorder" }

    private func writeSeriesAtIntervals() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            writeSeries()
        }
    }

    private func writeSeries() {
        for record in aggregator.withLock({ $0.collect(at: clock.now) }) { enqueue(.patch(record)) }
    }

    private func enqueue(_ write: Write) {
        if case .dropped = queue.yield(write) { dropped[.queueFull]?.increment() }
    }

    private func write() async {
        var pace = EventPace()
        for await write in writes {
            let delay = pace.delay(at: .now)
            if delay > .zero {
                await cancelWhenGracefulShutdown { try? await Task.sleep(for: delay) }
                // The lease is given back after the last event, and others wait for it.
                guard !Task.isShuttingDownGracefully else {
                    dropped[.tooMany]?.increment()
                    continue
                }
            }
            do throws(ClientError) {
                try await carryOut(write)
            } catch {
                dropped[.failed]?.increment()
                logger.warning("cannot write an event", metadata: ["error": "\(error)"])
            }
        }
    }

    private func carryOut(_ write: Write) async throws(ClientError) {
        var backoff = retry
        for _ in 1..<Self.maximumTries {
            do throws(ClientError) {
                return try await send(write)
            } catch {
                guard error.mayPass, !Task.isCancelled else { throw error }
            }
            try? await Task.sleep(for: backoff.next(jitter: .random(in: 0...1)))
        }
        try await send(write)
    }

    private func send(_ write: Write) async throws(ClientError) {
        switch write {
        case .create(let record): try await create(record)
        case .patch(let record):
            let type = BuiltInTypes.events
            do throws(ClientError) {
                _ = try await client.send(type.mergePatch(record.patch, to: record.key, fieldManager: fieldManager))
            } catch {
                // Events live for an hour, and the first of the series may not have been written.
                guard error.isNotFound else { throw error }
                try await create(record)
            }
        }
    }

    private func create(_ record: EventRecord) async throws(ClientError) {
        let manifest = record.manifest(by: reporter)
        let namespace = record.key.namespace
        do throws(ClientError) {
            _ = try await client.send(
                BuiltInTypes.events.create(manifest, in: namespace, fieldManager: fieldManager)
            )
        } catch {
            // An earlier try came through although its answer did not.
            guard error.isAlreadyExists else { throw error }
        }
    }

    private var fieldManager: FieldManager { FieldManager(reporter.controller) }
}

extension ClientError {
    /// Whether the same request may succeed later.
    fileprivate var mayPass: Bool { status.map { $0.code >= 500 || $0.code == 429 } ?? true }
}
