import FoundationEssentials
import KubernetesClient
import KubernetesCore
import ServingCore

/// Where the competitors' programs, credentials and logs are.
struct Arena {
    static let slipwayUser = "system:serviceaccount:slipway-system:slipway-controller"
    static let kopfUser = "system:serviceaccount:slipway-system:kopf"
    private static let healthAddress = "127.0.0.1:18081"

    let slipway: String
    let kopf: String
    /// Holds the kubeconfigs; logs go there, too.
    let folder: String
    let workers: Int

    /// Runs the controller while `body` runs.
    func withSlipway<Result: Sendable>(_ body: (ServerProcess) async throws -> Result) async throws -> Result {
        let command = [
            slipway, "controller", "--kubeconfig", "\(folder)/slipway.kubeconfig", "--health-address",
            Self.healthAddress, "--workers", "\(workers)",
        ]
        return try await ServerProcess.run(command, log: "\(folder)/slipway.log", body)
    }

    /// Has the controller carry out ModelDeployments.
    func converge(_ keys: [ObjectKey], _ workload: Workload) async throws {
        try await withSlipway { _ in
            for _ in 0..<300 {
                try await Task.sleep(for: .seconds(2))
                if try await workload.isComplete(keys) { return }
            }
            throw Failure("\(keys.count) ModelDeployments are not carried out within ten minutes")
        }
    }

    /// When the controller says that it is ready.
    func untilReady() async throws -> Timestamp {
        let transport = CurlTransport()
        let request = HTTPRequest(method: "GET", url: "http://\(Self.healthAddress)/readyz", timeout: .seconds(1))
        for _ in 0..<6000 {
            if await (try? transport.send(request))?.head.status == 200 { return WallClock.system.now }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Failure("the controller is not ready within a minute; its log is \(folder)/slipway.log")
    }

    /// How often the controller has looked at a ModelDeployment.
    func reconciles() async throws -> Int {
        let request = HTTPRequest(method: "GET", url: "http://\(Self.healthAddress)/metrics", timeout: .seconds(5))
        let text = String(
            decoding: try await CurlTransport().send(request).body.collected(limit: 1 << 20),
            as: UTF8.self
        )
        let counters = text.split(separator: "\n").filter {
            $0.hasPrefix("controller_runtime_reconcile_total{") && $0.contains(#"controller="modeldeployment""#)
        }
        return counters.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.map { Int($0) }.reduce(0, +)
    }

    var slipwayCompetitor: Competitor {
        Competitor(name: "Slipway", user: Self.slipwayUser) { _, untilDone in
            let start = WallClock.system.now
            return try await withSlipway { process in
                let ready = try await untilReady()
                try await untilDone()
                return observation(of: process, since: start, ready: ready)
            }
        }
    }

    /// Sends what Slipway sends, and nothing else: the least time that those writes can take.
    func loadGenerator(_ recording: Recording) -> Competitor {
        Competitor(name: "load generator", user: Self.slipwayUser) { workload, _ in
            let kubeconfig = "\(folder)/slipway.kubeconfig"
            let configuration = try ClusterConfiguration.load(explicitPath: kubeconfig, environment: [:])
            let client = Client(configuration: configuration, transport: CurlTransport(), userAgent: "benchmarks")
            let roots = try await workload.metadata(of: ServingAPI.modelDeployments)
            let start = WallClock.system.now
            try await roots.forEach(atOnce: workers) { root in
                for request in recording.requests(for: root) { _ = try await client.send(request) }
            }
            return Competitor.Observation(start: start)
        }
    }

    /// The operator in `Benchmarks/kopf/<operator>`.
    func kopfCompetitor(
        _ operator: String,
        flags: [String] = [],
        _ recording: Recording
    ) throws -> Competitor {
        let children = "\(folder)/children.json"
        try recording.childrenTemplate.jsonText.write(toFile: children, atomically: true, encoding: .utf8)
        let command =
            [
                "env", "KUBECONFIG=\(folder)/kopf.kubeconfig", "CHILDREN=\(children)", "\(kopf)/\(`operator`)/bin/kopf",
                "run", "--standalone", "--all-namespaces", "Benchmarks/kopf/\(`operator`)/operator.py",
            ] + flags
        return Competitor(name: "kopf, \(`operator`)", user: Self.kopfUser) { _, untilDone in
            let start = WallClock.system.now
            return try await ServerProcess.run(command, log: "\(folder)/kopf.log") { process in
                try await untilDone()
                return observation(of: process, since: start)
            }
        }
    }

    private func observation(
        of process: ServerProcess,
        since start: Timestamp,
        ready: Timestamp? = nil
    ) -> Competitor.Observation {
        Competitor.Observation(
            start: start,
            ready: ready,
            processorTime: process.processorTime,
            peakMemory: process.memory.peak
        )
    }
}
