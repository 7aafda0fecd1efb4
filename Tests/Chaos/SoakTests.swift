import ClusterTestSupport
import FoundationEssentials
import TestSupport
import Testing

private let minutes = ProcessInfo.processInfo.environment["SOAK_MINUTES"].flatMap(Double.init)

/// Whether anything of the controller grows with time. `make soak` runs it for `SOAK_MINUTES`.
@Suite(.enabled(if: minutes != nil, "takes many minutes; run make soak"))
struct SoakTests {
    /// Time enough for every kind of edit on every member, after which all that is kept for good has been made.
    private static let warmUp = Duration.seconds(120)

    /// How much each may grow after that: an allocator's and a connection pool's room to breathe.
    private static let tolerance = (kibibytes: 6 << 10, descriptors: 2, threads: 1)

    @Test("random edits for a long time leave no memory, file or thread behind")
    func soak() async throws {
        let seed = ChaosSeed.value
        let cluster = try await TestCluster.installed()
        try await cluster.withNamespace { namespace in
            let fleet = Fleet(cluster: cluster, namespace: namespace)
            let oracle = try await Oracle(fleet)
            var random = SplitMix64(seed: seed)
            try await fleet.create()
            try await SupervisedController.run(in: cluster) { controller in
                let end = ContinuousClock.now + .seconds(60 * (minutes ?? 0))
                let warm = try await edits(of: fleet, until: .now + Self.warmUp, oracle, controller, &random)
                print("after warm-up: \(warm)")
                var last = warm
                while ContinuousClock.now < end {
                    last = try await edits(of: fleet, until: .now + .seconds(60), oracle, controller, &random)
                    print("later: \(last)")
                }
                #expect(last.identifier == warm.identifier, "it has to have lived through it")
                #expect(last.kibibytes <= warm.kibibytes + Self.tolerance.kibibytes)
                #expect(last.descriptors <= warm.descriptors + Self.tolerance.descriptors)
                #expect(last.threads <= warm.threads + Self.tolerance.threads)
            }
        }
    }

    /// Two edits a second, and then what the controller holds once everything is right.
    private func edits(
        of fleet: Fleet,
        until end: ContinuousClock.Instant,
        _ oracle: Oracle,
        _ controller: SupervisedController,
        _ random: inout SplitMix64
    ) async throws -> ControllerResources {
        while ContinuousClock.now < end {
            try await fleet.edit(20, FleetMember.Edit.all, within: .seconds(10), SplitMix64(seed: random.next()))
        }
        #expect(try await oracle.differences(after: .seconds(60)) == [:])
        return try #require(controller.resources)
    }
}
