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
        let report: UtilizationReport
    }

    private struct State {
        var sample: Sample?
        var peaks = RequestPeaks()
        /// Since when nothing was missing.
        var start = ContinuousClock.now
        /// How many configurations HAProxy had read then.
        var loads = 0

        mutating func add(_ statistics: String, loads: Int, at now: ContinuousClock.Instant) {
            if self.loads != loads { (self.loads, start) = (loads, now) }
            let seconds = Int((now - start).components.seconds)
            var report = UtilizationReport(statistics: statistics, countingSeconds: max(0, seconds))
            peaks.add(report.deployments.mapValues(\.requests.total))
            report.add(peaks)
            sample = Sample(time: now, report: report)
        }
    }

    private let admin: AdminSocket
    private let state = Mutex(State())

    init(admin: AdminSocket) {
        self.admin = admin
    }

    /// nil when nothing is known of the present.
    var report: UtilizationReport? {
        let sample = state.withLock(\.sample)
        guard let sample, ContinuousClock.now - sample.time < Self.shelfLife else { return nil }
        return sample.report
    }

    /// Counts until it is cancelled.
    ///
    /// - Parameter loads: how many configurations HAProxy has read. The requests of the one before are not counted any
    ///   more.
    func run(loads: @Sendable () async -> Int) async {
        while !Task.isCancelled {
            let count = await loads()
            if let statistics = try? await admin.ask(UtilizationReport.statisticsCommand) {
                state.withLock { $0.add(statistics, loads: count, at: .now) }
            }
            try? await Task.sleep(for: Self.interval)
        }
    }
}
