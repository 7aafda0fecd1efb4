import KubernetesClient
import KubernetesCore

/// What a controller takes that finds everything as it should be.
struct Footprint {
    struct Figures {
        /// From its start until it knows the whole state.
        let readiness: Duration
        /// In MiB, once it is idle.
        let memory: Double
        /// In MiB; the first lists are what it takes most for.
        let peakMemory: Double
        /// Share of one core.
        let processorShare: Double
        /// Requests other than watches and renewals of the lease.
        let requests: Int
        let threads: Int
        let openFiles: Int
    }

    /// For what starting up has left behind.
    private static let settling = Duration.seconds(10)
    static let idleTime = Duration.seconds(30)

    let arena: Arena
    let auditLog: AuditLog

    func measure() async throws -> Figures {
        let start = WallClock.system.now
        return try await arena.withSlipway { process in
            let ready = try await arena.untilReady()
            try await Task.sleep(for: Self.settling)
            var position = try auditLog.position()
            let processorTime = process.processorTime
            let begin = ContinuousClock.now
            try await Task.sleep(for: Self.idleTime)
            let share = (process.processorTime - processorTime) / (ContinuousClock.now - begin)
            let requests = try auditLog.entries(from: &position, by: Arena.slipwayUser).filter(\.isWork)
            // There should be none, and if there are, which they are is what matters.
            for request in requests { print("while idle: \(request.verb) \(request.target)") }
            return Figures(
                readiness: ready - start,
                memory: process.memory.now,
                peakMemory: process.memory.peak,
                processorShare: share,
                requests: requests.count,
                threads: process.threads,
                openFiles: process.openFiles
            )
        }
    }
}
