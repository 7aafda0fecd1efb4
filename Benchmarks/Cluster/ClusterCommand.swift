import ArgumentParser
import FoundationEssentials
import KubernetesClient
import KubernetesCore
import ServingCore

struct ClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Measures Slipway, a load generator and a kopf operator on the API server of KUBECONFIG.",
        discussion: "Started by hack/bench. The API server has to be the benchmarks' own: objects are deleted."
    )

    @Option(help: "The slipway command, a release build.")
    var slipway: String

    @Option(help: "The kopf command.")
    var kopf: String

    @Option(help: "The folder with slipway.kubeconfig and kopf.kubeconfig. Logs go there, too.")
    var folder: String

    @Option(help: "The API server's audit log.")
    var auditLog: String

    @Option(help: "How many ModelDeployments there are.")
    var count = 1000

    @Option(help: "How often each competitor runs.")
    var rounds = 3

    @Option(help: "How many objects Slipway and the load generator work on at the same time.")
    var workers = 4

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let configuration = try ClusterConfiguration.load(environment: environment)
        let client = Client(configuration: configuration, transport: CurlTransport(), userAgent: "benchmarks")
        let workload = try await Workload(client: client)
        let arena = Arena(slipway: slipway, kopf: kopf, folder: folder, workers: workers)
        let log = AuditLog(path: auditLog)

        try await workload.prepare()
        let recording = try await Recording.make(workload, arena, log)
        try await compare(
            [arena.slipwayCompetitor, arena.loadGenerator(recording), try arena.kopfCompetitor(recording)],
            with: Convergence(workload: workload, auditLog: log)
        )
    }

    /// Lets them take turns, so that a change of the machine's speed hits all of them.
    private func compare(_ competitors: [Competitor], with convergence: Convergence) async throws {
        var figures: [String: [Convergence.Figures]] = [:]
        for round in 1...rounds {
            for competitor in competitors {
                let figure = try await convergence.measure(competitor, count: count)
                figures[competitor.name, default: []].append(figure)
                print("round \(round), \(competitor.name): \(figure.duration.inSeconds.rounded) s")
            }
        }
        print("\nConvergence of \(count) ModelDeployments, \(workers) workers, median of \(rounds) rounds\n")
        var table = Table("", "seconds", "from readiness", "÷ load generator", "writes", "gets", "CPU s", "peak MiB")
        let generator = figures["load generator"] ?? []
        for competitor in competitors {
            let own = figures[competitor.name] ?? []
            let ratios = zip(own, generator).map { $0.duration / $1.duration }
            table.add(
                competitor.name,
                own.map(\.duration.inSeconds).median?.rounded ?? "",
                own.compactMap { figure in figure.observation.ready.map { (figure.end - $0).inSeconds } }.median?.rounded ?? "",
                ratios.median?.ratio ?? "",
                own.map(\.writes).median.map(String.init) ?? "",
                own.map(\.gets).median.map(String.init) ?? "",
                own.compactMap(\.observation.processorTime?.inSeconds).median?.rounded ?? "",
                own.compactMap(\.observation.peakMemory).median?.rounded ?? ""
            )
        }
        table.print()
    }
}
