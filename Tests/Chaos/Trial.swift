import ClusterTestSupport
import KubernetesClient
import TestSupport

/// The course of one fault: what is done to the controller, how long it takes to be right again, what is left behind.
final class Trial {
    /// How much more memory the controller may hold once it is quiet again, in KiB: what the allocator keeps for later.
    private static let memoryTolerance = 12 << 10

    /// What was freed goes back to the system twice a minute.
    private static let memoryPatience = Duration.seconds(40)

    let cluster: TestCluster
    let fleet: Fleet
    private let oracle: Oracle
    private let neighbours: Neighbours
    private var random: SplitMix64
    private(set) var result: TrialResult

    init(_ name: String, _ fleet: Fleet, _ oracle: Oracle, _ neighbours: Neighbours, seed: UInt64) {
        cluster = fleet.cluster
        self.fleet = fleet
        self.oracle = oracle
        self.neighbours = neighbours
        random = SplitMix64(seed: name.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 })
        result = TrialResult(name: name)
    }

    /// Where the API server listens.
    var server: String { cluster.client.configuration.server }

    /// A source of random numbers of its own, for what runs at the same time.
    func split() -> SplitMix64 { SplitMix64(seed: random.next()) }

    /// Runs a controller while `body` runs, and compares what it holds before and afterwards.
    func withController(
        _ options: SupervisedController.Options = SupervisedController.Options(),
        _ body: (SupervisedController) async throws -> Void
    ) async throws {
        try await SupervisedController.run(in: cluster, options) { controller in
            try await waitUntilRight(within: .seconds(60))
            let before = controller.resources?.kibibytes ?? 0
            try await body(controller)
            try await compareMemory(of: controller, with: before)
            guard controller.crashes == 0 else { throw TrialFailed(description: "the controller has ended by itself") }
        }
    }

    /// Does harm while the fleet is edited, and takes the time from when both are over until everything is right.
    ///
    /// - Parameter limit: after which the fault counts as not survived.
    func strike(
        edits: Int = 3,
        of kinds: [FleetMember.Edit] = FleetMember.Edit.all,
        within time: Duration = .seconds(1),
        limit: Duration = .seconds(60),
        _ harm: (inout SplitMix64) async throws -> Void
    ) async throws {
        let (fleet, instants) = (fleet, split())
        async let editing: Void = fleet.edit(edits, kinds, within: time, instants)
        try await harm(&random)
        try await editing
        let start = ContinuousClock.now
        try await waitUntilRight(within: limit)
        result.recoveries.append(ContinuousClock.now - start)
    }

    /// What the fault has left behind.
    func conclude() async {
        do {
            // What was written since everything was right belongs to this fault as well. Where it is not, writes are still
            // to come.
            let writes = result.lost == 0 ? try await oracle.surplusWrites() : []
            let duplicates = try await writes + oracle.duplicates()
            result.duplicated += duplicates.count
            result.problems += duplicates
            result.problems += try await neighbours.touched
        } catch {
            result.problems.append("\(error)")
        }
    }

    func fail(_ error: any Error) {
        result.problems.append("\(error)")
    }

    private func waitUntilRight(within limit: Duration) async throws {
        let differences = try await oracle.differences(after: limit)
        guard !differences.isEmpty else {
            let writes = try await oracle.surplusWrites()
            result.duplicated += writes.count
            result.problems += writes
            return
        }
        result.lost += differences.count
        let list = differences.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "\n")
        throw TrialFailed(description: "not right after \(limit):\n\(list)")
    }

    private func compareMemory(of controller: SupervisedController, with before: Int) async throws {
        var (peak, after) = (0, 0)
        do {
            try await eventually("the controller holds no more memory than before", within: Self.memoryPatience) {
                let resources = controller.resources
                (peak, after) = (resources?.peak ?? 0, resources?.kibibytes ?? 0)
                return after <= before + Self.memoryTolerance ? true : nil
            }
        } catch {
            result.problems.append("\(error)")
        }
        result.memory = (before, peak, after)
    }

    private struct TrialFailed: Error, CustomStringConvertible {
        let description: String
    }
}
