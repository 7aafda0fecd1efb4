import InMemoryLogging
import KubernetesClient
import KubernetesCore
import Logging
import MetricsTestKit
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(3))) struct LeaderElectorTests {
    /// A candidate, and a worker that it lets work; run as the operator runs them.
    private final class Candidate: Sendable {
        let worked = Signal()
        let end = Recorder<String>()
        let metrics = TestMetrics()
        let log = InMemoryLogHandler()
        private let group: ServiceGroup
        private let outcome: Task<Void, any Error>

        init(_ identity: String, _ server: LeaseServer, times: LeaseTimes = .busy) {
            let log = log
            let logger = Logger(label: "test") { _ in log }
            let elector = LeaderElector(
                lease: Lease.testKey,
                identity: identity,
                times: times,
                client: server.client,
                fieldManager: FieldManager("test"),
                reachability: Reachability(logger: logger),
                metricsFactory: metrics,
                logger: logger
            )
            let worker = Worker(elector: elector, server: server, worked: worked, end: end)
            group = ServiceGroup(services: [elector, worker], logger: .silent)
            outcome = Task { [group] in try await group.run() }
        }

        deinit {
            outcome.cancel()
        }

        func waitUntilWorking() async throws {
            try await eventually("it works") { worked.isOn ? true : nil }
        }

        func stop() async throws {
            await group.triggerGracefulShutdown()
            try await outcome.value
        }

        /// What ended it.
        var loss: LeadershipLost? {
            get async {
                do {
                    try await outcome.value
                    return nil
                } catch {
                    return error as? LeadershipLost
                }
            }
        }

        func messages(_ level: Logger.Level) -> [String] {
            log.entries.filter { $0.level == level }.map(\.message.description)
        }

        func metric(_ name: String) throws -> Double? {
            let label = [("name", Lease.testKey.name)]
            if name.hasSuffix("_total") {
                return try metrics.expectCounter(name, label).values.reduce(0) { $0 + Double($1) }
            }
            return try metrics.expectGauge(name, label).lastValue
        }
    }

    /// Notes how it was ended, and who held the lease then.
    private struct Worker: ServiceLifecycle.Service {
        let elector: LeaderElector
        let server: LeaseServer
        let worked: Signal
        let end: Recorder<String>

        func run() async throws {
            await cancelWhenGracefulShutdown {
                await elector.waitUntilLeading()
                guard !Task.isCancelled else { return }
                worked.send()
                try? await Task.sleep(for: .seconds(3600))
            }
            let holder = server.lease?.spec.holderIdentity ?? "nobody"
            end.record("\(Task.isCancelled ? "cancelled" : "asked to end") while \(holder) held the lease")
        }
    }

    private let server: LeaseServer

    init() throws {
        server = try LeaseServer()
    }

    @Test func `a leader makes the lease, and renews it without reading`() async throws {
        let candidate = Candidate("me", server)
        try await candidate.waitUntilWorking()
        try await eventually("five renewals") { server.verbs.count { $0 == "PUT" } >= 5 ? true : nil }
        #expect(server.verbs.prefix { $0 != "PUT" }.sorted() == ["LIST", "POST", "WATCH"])
        #expect(Set(server.verbs) == ["LIST", "POST", "WATCH", "PUT"])
        #expect(server.lease?.spec.holderIdentity == "me")
        #expect(server.lease?.spec.leaseTransitions == 0)
        #expect(try candidate.metric("leader_election_master_status") == 1)
        #expect(try candidate.metric("leader_election_slowpath_total") == 0)
        try await candidate.stop()
    }

    @Test func `the lease is given back after the workers have ended, and the next leads at once`() async throws {
        let first = Candidate("first", server, times: .long)
        try await first.waitUntilWorking()
        let second = Candidate("second", server, times: .long)
        try await eventually("it stands by") { second.messages(.notice) == ["standing by"] ? true : nil }
        #expect(!second.worked.isOn)
        #expect(try second.metric("leader_election_master_status") == 0)

        try await first.stop()
        #expect(first.end.all == ["asked to end while first held the lease"])
        #expect(first.messages(.notice) == ["leading", "released the lease"])
        #expect(try first.metric("leader_election_master_status") == 0)

        try await second.waitUntilWorking()
        #expect(server.lease?.spec.holderIdentity == "second")
        #expect(server.lease?.spec.leaseTransitions == 1)
        try await second.stop()
        #expect(server.lease?.spec.holderIdentity == "")
        #expect(server.lease?.spec.leaseDurationSeconds == 1)
    }

    @Test func `a lease whose holder has vanished is taken when it has run out`() async throws {
        server.store(try .held(by: "vanished", seconds: 1))
        let candidate = Candidate("me", server)
        try await candidate.waitUntilWorking()
        #expect(candidate.messages(.notice) == ["standing by", "leading"])
        try await candidate.stop()
    }

    @Test func `workers are stopped at the deadline, though a renewal is not answered yet`() async throws {
        // Time enough for the worker to begin, however busy the machine is.
        let times = LeaseTimes(leaseDuration: .seconds(12), renewDeadline: .seconds(10), retryPeriod: .seconds(1))
        let candidate = Candidate("me", server, times: times)
        try await candidate.waitUntilWorking()
        server.answer { $0.line.hasPrefix("PUT") ? [] : nil }
        #expect(await candidate.loss == .notRenewed)
        #expect(candidate.end.all == ["cancelled while me held the lease"])
        #expect(candidate.messages(.critical) == ["must not act any more, ending"])
        #expect(try candidate.metric("leader_election_master_status") == 0)
    }

    @Test func `a leader ends as soon as somebody else holds the lease`() async throws {
        let candidate = Candidate("me", server, times: .long)
        try await candidate.waitUntilWorking()
        server.store(try .held(by: "thief"))
        #expect(await candidate.loss == .taken(by: "thief"))
        #expect(candidate.end.all == ["cancelled while thief held the lease"])
        #expect(server.lease?.spec.holderIdentity == "thief")
        #expect(candidate.messages(.notice) == ["leading"])
        #expect(try candidate.metric("leader_election_slowpath_total") == 1)
    }

    @Test func `a leader goes on when somebody only touches the lease, or deletes it`() async throws {
        let candidate = Candidate("me", server)
        try await candidate.waitUntilWorking()
        server.store(server.lease)
        try await eventually("it reads once") { server.verbs.contains("GET") ? true : nil }
        server.store(nil)
        try await eventually("it makes the lease anew") { server.verbs.count { $0 == "POST" } == 2 ? true : nil }
        #expect(candidate.end.all.isEmpty)
        #expect(candidate.messages(.notice) == ["leading"])
        try await candidate.stop()
    }

    @Test func `what forbids to write the lease is told once, and tried again`() async throws {
        server.answer { $0.line.hasPrefix("POST") ? ScriptedServer.failure(403, "Forbidden") : nil }
        let candidate = Candidate("me", server)
        try await eventually("several attempts") { server.verbs.count { $0 == "POST" } >= 5 ? true : nil }
        #expect(candidate.messages(.error) == ["cannot use the lease, trying again"])
        #expect(!candidate.worked.isOn)
        server.answer { _ in nil }
        try await candidate.waitUntilWorking()
        try await candidate.stop()
    }

    @Test func `who may not read the lease stands by, and ends when it is told to`() async throws {
        server.answer { _ in ScriptedServer.failure(403, "Forbidden") }
        let candidate = Candidate("me", server)
        try await eventually("it says so") { candidate.messages(.error).isEmpty ? nil : true }
        #expect(candidate.messages(.error) == ["cannot watch"])
        try await candidate.stop()
        #expect(!candidate.worked.isOn)
        #expect(Set(server.verbs) == ["LIST"])
    }
}

extension LeaseTimes {
    /// Much is asked, and nothing is lost on a machine that runs many tests at once.
    fileprivate static let busy = LeaseTimes(
        leaseDuration: .seconds(300),
        renewDeadline: .seconds(200),
        retryPeriod: .milliseconds(20)
    )

    /// Were something noticed with the next renewal or attempt only, the test would be over before that.
    fileprivate static let long = LeaseTimes(
        leaseDuration: .seconds(3600),
        renewDeadline: .seconds(2400),
        retryPeriod: .seconds(1200)
    )
}
