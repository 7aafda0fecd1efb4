import KubernetesCore
import ServingCore

/// How soon a changed ModelDeployment has changed its Deployment, and what a change without consequence costs.
struct Latency {
    struct Figures {
        /// From the API server's receipt of an edit to the end of its answer to the controller's apply.
        let durations: [Duration]
        /// Reconciles of ModelDeployments whose annotations changed, and the requests they led to.
        let idleReconciles: Int
        let idleRequests: Int
    }

    /// Longer than a reconcile, so that each edit finds an idle controller, and than an Event has to wait for the one before.
    private static let pause = Duration.milliseconds(120)

    let workload: Workload
    let arena: Arena
    let auditLog: AuditLog

    /// - Parameter keys: the ModelDeployments, each of which is edited once.
    func measure(_ keys: [ObjectKey]) async throws -> Figures {
        try await arena.withSlipway { _ in
            _ = try await arena.untilReady()
            var position = try auditLog.position()
            for key in keys {
                try await workload.edit(key, ["spec": ["resources": ["requests": ["cpu": "200m"]]]])
                try await Task.sleep(for: Self.pause)
            }
            try await Task.sleep(for: .seconds(2))
            let durations = Self.durations(try auditLog.entries(from: &position))
            guard durations.count == keys.count else {
                throw Failure("\(keys.count - durations.count) of \(keys.count) edits were not carried out")
            }

            let reconciles = try await arena.reconciles()
            for key in keys { try await workload.edit(key, ["metadata": ["annotations": ["bench": "touched"]]]) }
            try await Task.sleep(for: .seconds(2))
            let requests = try auditLog.entries(from: &position, by: Arena.slipwayUser)
            return Figures(
                durations: durations,
                idleReconciles: try await arena.reconciles() - reconciles,
                idleRequests: requests.count(where: \.isWork)
            )
        }
    }

    private static func durations(_ entries: [AuditLog.Entry]) -> [Duration] {
        let edits = entries.filter { $0.user != Arena.slipwayUser && $0.target.contains("/modeldeployments/") }
        let applies = entries.filter { $0.user == Arena.slipwayUser && $0.target.contains("/deployments/") }
        let ends = Dictionary(applies.map { ($0.key, $0.end) }) { first, _ in first }
        return edits.compactMap { edit in ends[edit.key].map { $0 - edit.start } }
    }
}
