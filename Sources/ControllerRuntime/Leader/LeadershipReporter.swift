import KubernetesClient
import Logging
import Metrics
import Synchronization

/// Says who leads, in the log and in controller-runtime's metrics, and says once what keeps the lease from being used.
final class LeadershipReporter: Sendable {
    private struct State {
        var isLeading = false
        var otherHolder: String?
        var problem: String?
    }

    private let state = Mutex(State())
    private let status: Gauge
    private let slowPaths: Counter
    private let reachability: Reachability
    private let logger: Logger

    init(lease: String, reachability: Reachability, metricsFactory: any MetricsFactory, logger: Logger) {
        let label = ("name", lease)
        status = Gauge(label: "leader_election_master_status", dimensions: [label], factory: metricsFactory)
        status.record(0)
        slowPaths = Counter(label: "leader_election_slowpath_total", dimensions: [label], factory: metricsFactory)
        self.reachability = reachability
        self.logger = logger
    }

    func show(_ machine: LeaderElectionStateMachine) {
        let (old, new) = state.withLock { state in
            let old = state
            state.isLeading = machine.isLeading
            state.otherHolder = machine.otherHolder
            return (old, state)
        }
        if new.isLeading != old.isLeading { status.record(new.isLeading ? 1 : 0) }
        if new.isLeading, !old.isLeading { logger.notice("leading") }
        if old.isLeading, !new.isLeading, machine.holder == nil { logger.notice("released the lease") }
        if !old.isLeading, let holder = new.otherHolder, holder != old.otherHolder {
            logger.notice("standing by", metadata: ["leader": "\(holder)"])
        }
    }

    func lost(_ loss: LeadershipLost) {
        status.record(0)
        logger.critical("must not act any more, ending", metadata: ["error": "\(loss)"])
    }

    /// A renewal met a lease that was not as it had been left.
    func tookSlowPath() {
        slowPaths.increment()
    }

    func failed(_ error: ClientError) {
        if case .transport = error.cause { return reachability.failed(error) }
        let problem = "\(error)"
        let isNew = state.withLock { state in
            defer { state.problem = problem }
            return state.problem != problem
        }
        if isNew { logger.error("cannot use the lease, trying again", metadata: ["error": "\(problem)"]) }
    }

    func succeeded() {
        reachability.succeeded()
        state.withLock { $0.problem = nil }
    }
}
