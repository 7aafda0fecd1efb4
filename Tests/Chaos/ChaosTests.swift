import ClusterTestSupport
import FoundationEssentials
import TestSupport
import Testing

/// What a controller goes through in years, in minutes. `make chaos` runs it; see docs/resilience.md.
@Suite(
    .enabled(if: ProcessInfo.processInfo.environment["SLIPWAY_CHAOS"] != nil, "takes minutes; run make chaos"),
    .serialized
)
struct ChaosTests {
    private let environment = ProcessInfo.processInfo.environment

    @Test("whatever goes wrong, the cluster becomes what the manifests say, and nothing else happens")
    func faults() async throws {
        let seed = ChaosSeed.value
        let wanted = environment["SLIPWAY_CHAOS_FAULTS"] ?? ""
        let cluster = try await TestCluster.installed()
        try await cluster.withNamespace { namespace in
            let fleet = Fleet(cluster: cluster, namespace: namespace)
            let neighbours = try await Neighbours(in: namespace, of: cluster)
            let oracle = try await Oracle(fleet)
            try await fleet.create()
            var results: [TrialResult] = []
            for fault in Fault.all where wanted.isEmpty || fault.name.contains(wanted) {
                let trial = Trial(fault.name, fleet, oracle, neighbours, seed: seed)
                do {
                    try await fault.run(trial)
                } catch {
                    trial.fail(error)
                }
                await trial.conclude()
                print(trial.result.row)
                for problem in trial.result.problems { print(problem) }
                results.append(trial.result)
            }
            print(([TrialResult.heading] + results.map(\.row)).joined(separator: "\n"))
            #expect(!results.isEmpty, "no fault has \(wanted) in its name")
            #expect(results.filter { !$0.isSurvived }.map(\.name) == [])
        }
    }
}
