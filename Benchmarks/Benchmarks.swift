import ArgumentParser
import FoundationEssentials
import KubernetesClient
import KubernetesCore
import ServingCore
import Subprocess

/// Measures what docs/benchmarks.md publishes.
@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures Slipway beside a load generator and two kopf operators on the API server of KUBECONFIG.",
        discussion: "Started by hack/bench. The API server has to be the benchmarks' own: objects are deleted."
    )

    @Option(help: "The slipway command, a release build.")
    var slipway: String

    @Option(help: "What Benchmarks/kopf/install has printed.")
    var kopf: String

    @Option(help: "The folder with slipway.kubeconfig and kopf.kubeconfig. Logs go there, too.")
    var folder: String

    @Option(help: "The API server's audit log.")
    var auditLog: String

    @Option(help: "How many ModelDeployments there are; the footprint is measured with ten times as many, too.")
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
        let footprint = Footprint(arena: arena, auditLog: log)

        try await workload.prepare()
        var footprints = [(0, try await footprint.measure())]
        let recording = try await Recording.make(workload, arena, log)
        try await compare(
            [
                arena.slipwayCompetitor, arena.loadGenerator(recording),
                try arena.kopfCompetitor("tuned", flags: ["--quiet"], recording),
                try arena.kopfCompetitor("documented", recording),
            ],
            with: Convergence(workload: workload, auditLog: log)
        )
        for count in [count, 10 * count] {
            let keys = Workload.keys(count)
            try await workload.create(keys)
            try await arena.converge(keys, workload)
            footprints.append((count, try await footprint.measure()))
            if count == self.count {
                show(try await Latency(workload: workload, arena: arena, auditLog: log).measure(keys))
                try await process(keys[0])
            }
        }
        show(footprints)
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
        var table = Table(
            "",
            "seconds",
            "from readiness",
            "÷ load generator",
            "writes",
            "events",
            "gets",
            "CPU s",
            "peak MiB"
        )
        let generator = figures["load generator"] ?? []
        for competitor in competitors {
            let own = figures[competitor.name] ?? []
            let ratios = zip(own, generator).map { $0.duration / $1.duration }
            table.add(
                competitor.name,
                own.map(\.duration.inSeconds).median?.rounded ?? "",
                own.compactMap { figure in figure.observation.ready.map { (figure.end - $0).inSeconds } }.median?
                    .rounded ?? "",
                ratios.median?.ratio ?? "",
                own.map(\.writes).median.map(String.init) ?? "",
                own.map(\.events).median.map(String.init) ?? "",
                own.map(\.gets).median.map(String.init) ?? "",
                own.compactMap(\.observation.processorTime?.inSeconds).median?.rounded ?? "",
                own.compactMap(\.observation.peakMemory).median?.rounded ?? ""
            )
        }
        table.print()
    }

    private func show(_ latency: Latency.Figures) {
        let milliseconds = latency.durations.map(\.inMilliseconds)
        print("From an edit of a ModelDeployment to its changed Deployment, \(milliseconds.count) edits\n")
        var table = Table("p50 ms", "p99 ms", "most ms", "reconciles with nothing to do", "requests of those")
        table.add(
            milliseconds.median?.rounded ?? "",
            milliseconds.quantile(0.99)?.rounded ?? "",
            milliseconds.max()?.rounded ?? "",
            "\(latency.idleReconciles)",
            "\(latency.idleRequests)"
        )
        table.print()
    }

    private func show(_ footprints: [(count: Int, figures: Footprint.Figures)]) {
        print("A controller that finds everything done, then idle for \(Footprint.idleTime)\n")
        var table = Table(
            "ModelDeployments",
            "objects",
            "ready in s",
            "MiB",
            "peak MiB",
            "KiB an object",
            "CPU %",
            "requests",
            "threads",
            "files"
        )
        let base = footprints.first?.figures.memory ?? 0
        for (count, figures) in footprints {
            let objects = count * (1 + Workload.childrenEach)
            table.add(
                "\(count)",
                "\(objects)",
                figures.readiness.inSeconds.rounded,
                figures.memory.rounded,
                figures.peakMemory.rounded,
                objects == 0 ? "" : ((figures.memory - base) * 1024 / Double(objects)).rounded,
                (figures.processorShare * 100).ratio,
                "\(figures.requests)",
                "\(figures.threads)",
                "\(figures.openFiles)"
            )
        }
        table.print()
    }

    /// What happens inside the controller, in this process.
    private func process(_ key: ObjectKey) async throws {
        // kubectl, since the client leaves managedFields out, which are on the wire all the same.
        let path = BuiltInTypes.deployments.get(key).target
        let output = try await Subprocess.run(
            .name("kubectl"),
            arguments: ["get", "--raw", path],
            output: .bytes(limit: 1 << 20)
        )
        let line = Array(#"{"type":"MODIFIED","object":"#.utf8) + output.standardOutput + Array("}".utf8)
        let events = 20_000
        let reconciles = 200_000
        print("In one process\n")
        var table = Table("", "µs each", "a second")
        for (name, count, duration) in [
            (
                "watch event of a Deployment, \(line.count) bytes", events,
                try Processing.events(events, of: line, as: Deployment.self)
            ),
            ("reconcile that does nothing", reconciles, try await Processing.reconciles(reconciles, workers: workers)),
        ] {
            let each = duration.inSeconds / Double(count)
            table.add(name, (each * 1e6).rounded, (1 / each).rounded)
        }
        table.print()
    }
}
