package import KubernetesClient
package import KubernetesCore
package import Logging
package import Metrics
import ServiceLifecycle

/// Tries to become the one of several processes that acts, by means of a Lease, and stays it. See
/// ``LeaderElectionStateMachine`` for the rules.
///
/// In a service group it stands before the services that act, and so is told to end after them: then it gives the lease
/// back, and the next leader sees that at once, since all candidates watch the lease.
package struct LeaderElector: ServiceLifecycle.Service, CustomStringConvertible {
    private static let type = BuiltInTypes.leases

    private let key: ObjectKey
    private let identity: String
    private let times: LeaseTimes
    private let client: Client
    private let fieldManager: FieldManager
    private let store: Store<Lease>
    private let watcher: Watcher<Lease>
    private let clock: WallClock
    private let reporter: LeadershipReporter
    private let leading = Signal()
    private let alarm = Alarm()

    /// - Parameters:
    ///   - identity: names this process among all others there ever are.
    ///   - client: one that gives a request up early enough for another attempt before the renew deadline.
    package init(
        lease key: ObjectKey,
        identity: String,
        times: LeaseTimes = .standard,
        client: Client,
        fieldManager: FieldManager,
        reachability: Reachability,
        clock: WallClock = .system,
        metricsFactory: any MetricsFactory,
        logger: Logger
    ) {
        var logger = logger
        logger[metadataKey: "lease"] = "\(key)"
        logger[metadataKey: "identity"] = "\(identity)"
        let store = Store<Lease>()
        self.key = key
        self.identity = identity
        self.times = times
        self.client = client
        self.fieldManager = fieldManager
        self.store = store
        self.clock = clock
        watcher = Watcher(
            Self.type,
            in: key.namespace,
            selecting: Selection(fields: "metadata.name=\(key.name)"),
            client: client,
            store: store,
            reachability: reachability,
            logger: logger
        )
        reporter = LeadershipReporter(
            lease: key.name,
            reachability: reachability,
            metricsFactory: metricsFactory,
            logger: logger
        )
        store.observe { [alarm] _ in alarm.ring() }
    }

    /// Whether it is known who leads.
    package var isSynced: Bool { store.isSynced }

    /// Returns once this process leads, or when the task is cancelled.
    package func waitUntilLeading() async { await leading.wait() }

    /// - Throws: ``LeadershipLost``, after which nothing may be written any more.
    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await watcher.run() }
            group.addTask {
                await store.waitUntilSynced()
                // An empty list is no change of the store.
                alarm.ring()
            }
            try await withGracefulShutdownHandler(operation: elect, onGracefulShutdown: alarm.ring)
            group.cancelAll()
        }
    }

    package var description: String { "leader election by lease \(key)" }

    private func elect() async throws {
        var machine = LeaderElectionStateMachine(identity: identity, times: times)
        while !Task.isCancelled {
            if Task.isShuttingDownGracefully { machine.release() }
            if store.isSynced { machine.see(store[key], at: .now) }
            let step = machine.step(at: .now, time: clock.now)
            reporter.show(machine)
            switch step {
            case .wait(let moment):
                // Only here, where the deadline is known to be ahead.
                if machine.isLeading { leading.send() }
                await alarm.sleep(until: moment)
            case .read: await read(&machine)
            case .create(let spec):
                let object = Lease.manifest(key, spec)
                await write(Self.type.create(object, in: key.namespace, fieldManager: fieldManager), &machine)
            case .update(let lease, let spec):
                let object = lease.replacing(spec)
                await write(Self.type.update(object, at: key, fieldManager: fieldManager), &machine)
            case .lost(let loss):
                reporter.lost(loss)
                throw loss
            case .done: return
            }
        }
    }

    private func read(_ machine: inout LeaderElectionStateMachine) async {
        if machine.isLeading { reporter.tookSlowPath() }
        let start = ContinuousClock.now
        do {
            let lease = try await send(Self.type.get(key), before: machine.deadline)
            machine.read(lease, at: .now)
        } catch  where error.isNotFound {
            machine.read(nil, at: .now)
        } catch {
            reporter.failed(error)
            machine.fail(isOutdated: false, sentAt: start, jitter: .random(in: 0...1))
        }
    }

    private func write(_ request: APIRequest, _ machine: inout LeaderElectionStateMachine) async {
        let start = ContinuousClock.now
        do {
            let lease = try await send(request, before: machine.deadline)
            machine.wrote(lease, sentAt: start, jitter: .random(in: 0...1))
        } catch {
            let isOutdated = error.isOutdated(request)
            if !isOutdated { reporter.failed(error) }
            machine.fail(isOutdated: isOutdated, sentAt: start, jitter: .random(in: 0...1))
        }
    }

    /// Gives up early enough for another attempt, and at the deadline in any case.
    private func send(_ request: APIRequest, before deadline: ContinuousClock.Instant?) async throws(ClientError)
        -> Lease
    {
        let limit = ContinuousClock.now + times.renewDeadline / 2
        let lease: Lease = try await client.send(request, until: min(limit, deadline ?? limit))
        reporter.succeeded()
        return lease
    }
}

extension ClientError {
    /// Whether the lease is no longer as this process knows it.
    fileprivate func isOutdated(_ request: APIRequest) -> Bool {
        // A creation finds nothing when there is no namespace.
        status?.code == 409 || isNotFound && request.method == .put
    }
}
