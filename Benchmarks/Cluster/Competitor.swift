import KubernetesCore

/// Something that makes the children of all ModelDeployments.
struct Competitor {
    /// What a run has shown of the competitor itself.
    struct Observation {
        let start: Timestamp
        /// When it had read all that it has to read first.
        var ready: Timestamp?
        /// In all, until the work was done.
        var processorTime: Duration?
        /// In MiB.
        var peakMemory: Double?
    }

    let name: String
    /// By which the audit log knows it.
    let user: String
    /// Starts it, and ends it after `untilDone` has returned.
    let run: (_ workload: Workload, _ untilDone: () async throws -> Void) async throws -> Observation
}
