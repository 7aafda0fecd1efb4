import ServingCore
import Synchronization

/// Counts once a second the requests that HAProxy has, for the scalers.
final class UtilizationSampler: Sendable {
    /// Azure ML's autoscaler looked once a second.
    private static let interval = Duration.seconds(1)
    /// After which a count tells nothing of the present.
    private static let shelfLife = Duration.seconds(5)

    private struct Sample {
        let time: ContinuousClock.Instant
        let statistics: String
    }

    private struct State {
        var sample: Sample?
        /// Since when nothing was missing.
        var start = ContinuousClock.now
        /// How many configurations HAProxy had read then.
        var loads = 0
    }

    private let admin: AdminSocket
    private let state = Mutex(State())

    init(admin: AdminSocket) {
        self.admin = admin
    }

    /// nil when nothing is known of the present.
    var report: UtilizationReport? {
        let (sample, start) = state.withLock { ($0.sample, $0.start) }
        guard let sample, ContinuousClock.now - sample.time < Self.shelfLife else { return nil }
        let seconds = Int((sample.time - start).components.seconds)
        return UtilizationReport(statistics: sample.statistics, countingSeconds: max(0, seconds))
    }

    /// Counts until it is cancelled.
    ///
    /// - Parameter loads: how many configurations HAProxy has read. The requests of the one before are not counted any
    ///   more.
    func run(loads: @Sendable () async -> Int) async {
        while !Task.isCancelled {
            let count = await loads()
            if let statistics = try? await admin.ask(UtilizationReport.statisticsCommand) {
                state.withLock { state in
                    let now = ContinuousClock.now
                    if state.loads != count { (state.loads, state.start) = (count, now) }
                    state.sample = Sample(time: now, statistics: statistics)
                }
            }
            try? await Task.sleep(for: Self.interval)
        }
    }
}
