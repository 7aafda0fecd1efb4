import KubernetesClient
import KubernetesCore

/// How long a competitor takes to make the children of ModelDeployments that are there before it starts.
struct Convergence {
    struct Figures {
        let observation: Competitor.Observation
        let end: Timestamp
        /// Of children and statuses.
        let writes: Int
        let events: Int
        /// Requests for single objects.
        let gets: Int

        var duration: Duration { end - observation.start }
    }

    /// After so long without a write it is worth to look whether all is done.
    private static let silence = Duration.seconds(2)
    private static let patience = Duration.seconds(600)

    let workload: Workload
    let auditLog: AuditLog

    /// Makes `count` ModelDeployments, lets the competitor do its work, and deletes everything unless it is to be kept.
    func measure(_ competitor: Competitor, count: Int) async throws -> Figures {
        let keys = Workload.keys(count)
        try await workload.create(keys)
        let position = try auditLog.position()
        var newPosition = position
        var lastWrite: Timestamp?
        let observation = try await competitor.run(workload) {
            let deadline = ContinuousClock.now + Self.patience
            while ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(500))
                let entries = try auditLog.entries(from: &newPosition, by: competitor.user)
                lastWrite = entries.last(where: \.isWrite)?.end ?? lastWrite
                guard let lastWrite, WallClock.system.now - lastWrite > Self.silence else { continue }
                if try await workload.isComplete(keys) { return }
            }
            throw Failure("\(competitor.name) has not made everything within \(Self.patience)")
        }
        guard try await workload.isComplete(keys) else { throw Failure("\(competitor.name) has not made everything") }
        try await workload.delete()

        newPosition = position
        let entries = try auditLog.entries(from: &newPosition, by: competitor.user).filter {
            $0.end >= observation.start
        }
        guard let end = entries.filter(\.isWrite).map(\.end).max() else {
            throw Failure("\(competitor.name) has written nothing")
        }
        return Figures(
            observation: observation,
            end: end,
            writes: entries.count(where: \.isWrite),
            events: entries.count(where: \.isEvent),
            gets: entries.count { $0.verb == "get" }
        )
    }
}
