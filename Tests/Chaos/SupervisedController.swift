import ClusterTestSupport
import Glibc
import KubernetesClient
import Synchronization
import TestSupport

/// `slipway controller` as a process that is started again whenever it ends, as a kubelet would, only at once.
final class SupervisedController: Sendable {
    struct Options: Sendable {
        /// What stands in for the API server; nil for itself.
        var server: String?
        /// The certificates that `server` is trusted by, as PEM; nil for the API server's own.
        var authority: [UInt8]?
        /// For `slipway controller`. One that was killed would wait for its own Lease to run out.
        var arguments = ["--no-leader-elect"]
        /// As `NAME=value`.
        var environment: [String] = []
        /// Where it logs; nil for a file of its own.
        var log: String?
    }

    private struct State {
        var kills = 0
        var ends = 0
        var isStopping = false
    }

    private static let transport = CurlTransport()

    private let healthAddress: String
    private let process: TimeLimitedProcess
    private let state = Mutex(State())

    private init(_ options: Options, folder: String) throws {
        healthAddress = "127.0.0.1:\(Int.random(in: 20_000..<30_000))"
        let arguments = ["--kubeconfig", folder + "/kubeconfig", "--health-address", healthAddress]
        let slipway = [try TestCluster.slipway, "controller"] + arguments + options.arguments
        // Twice, since libfaketime moves the environment of the first process that loads it, and Swift looks for the
        // arguments beside the environment.
        let command = ["env"] + options.environment + ["env"] + slipway
        process = TimeLimitedProcess(command, log: options.log ?? folder + "/log")
    }

    /// Runs a controller while `body` runs, from when it is ready, and ends it with SIGTERM.
    static func run(
        in cluster: TestCluster,
        _ options: Options = Options(),
        _ body: (SupervisedController) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let kubeconfig = try await cluster.controllerKubeconfig(server: options.server, authority: options.authority)
        try folder.write("kubeconfig", kubeconfig)
        let controller = try SupervisedController(options, folder: folder.path)
        try await withThrowingTaskGroup { group in
            group.addTask { try await controller.supervise() }
            let outcome: Result<Void, any Error>
            do {
                try await controller.waitUntilReady()
                outcome = .success(try await body(controller))
            } catch {
                outcome = .failure(FailedWithLastWords(error: error, lastWords: controller.process.lastWords))
            }
            try await controller.stop()
            try await group.waitForAll()
            try outcome.get()
        }
    }

    private struct FailedWithLastWords: Error, CustomStringConvertible {
        let error: any Error
        let lastWords: String

        var description: String { "\(error)\nthe controller's last words:\n\(lastWords)" }
    }

    /// How often it has ended without having been killed.
    var crashes: Int { state.withLock { $0.ends - $0.kills } }

    /// nil while there is no process.
    var resources: ControllerResources? { process.identifier.flatMap(ControllerResources.init(of:)) }

    /// SIGKILL, as the kernel's out-of-memory killer and a node that vanishes do.
    func kill() async throws {
        state.withLock { $0.kills += 1 }
        let killed = try await eventually("there is a process to kill") { process.send(SIGKILL) }
        try await eventually("it is gone") { process.identifier == killed ? nil : true }
    }

    func waitUntilReady() async throws {
        try await eventually("the controller is ready") {
            let request = HTTPRequest(method: "GET", url: "http://\(healthAddress)/readyz", timeout: .seconds(5))
            return try await Self.transport.send(request).head.status == 200 ? true : nil
        }
    }

    var isLeader: Bool {
        get async throws {
            let request = HTTPRequest(method: "GET", url: "http://\(healthAddress)/metrics", timeout: .seconds(5))
            let body = try await Self.transport.send(request).body.collected(limit: 1 << 20)
            return String(decoding: body, as: UTF8.self).split(separator: "\n").contains {
                $0.hasPrefix("leader_election_master_status{") && $0.hasSuffix(" 1")
            }
        }
    }

    private func supervise() async throws {
        while !state.withLock(\.isStopping) {
            try await process.run()
            state.withLock { state in
                if !state.isStopping { state.ends += 1 }
            }
        }
    }

    private func stop() async throws {
        state.withLock { $0.isStopping = true }
        process.send(SIGTERM)
        do {
            try await eventually("SIGTERM ends it", within: .seconds(35)) { process.identifier == nil ? true : nil }
        } catch {
            process.send(SIGKILL)
            throw error
        }
    }
}
