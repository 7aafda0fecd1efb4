import ClusterTestSupport
import FoundationEssentials
import Glibc
import KubernetesClient
import Subprocess
import Synchronization
import TestSupport

/// `slipway controller` as a process that is started again whenever it ends, as a kubelet would, only at once.
final class SupervisedController: Sendable {
    struct Options: Sendable {
        /// What stands in for the API server; nil for itself.
        var server: String?
        /// The certificates that `server` is trusted by, as PEM; nil for the API server's own.
        var authority: [UInt8]?
        /// For `slipway controller`.
        var arguments: [String] = []
        /// As `NAME=value`.
        var environment: [String] = []
        /// Where it logs; nil for a file of its own.
        var log: String?
    }

    private struct State {
        /// The process that `timeout` runs in.
        var parent: pid_t?
        var kills = 0
        var ends = 0
        var isStopping = false
    }

    private static let transport = CurlTransport()

    private let healthAddress = "127.0.0.1:\(Int.random(in: 20_000..<30_000))"
    private let log: String
    private let command: [String]
    private let state = Mutex(State())

    private init(_ options: Options, folder: String) throws {
        log = options.log ?? folder + "/log"
        let arguments = ["controller", "--kubeconfig", folder + "/kubeconfig", "--health-address", healthAddress]
        command = ["env"] + options.environment + [try TestCluster.slipway] + arguments + options.arguments
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
                outcome = .failure(error)
            }
            try await controller.stop()
            try await group.waitForAll()
            try outcome.get()
        }
    }

    /// The last of what it has logged.
    var lastWords: String {
        let lines = String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
            .split(separator: "\n")
        return lines.suffix(20).joined(separator: "\n")
    }

    var logSize: Int { (FileManager.default.contents(atPath: log) ?? Data()).count }

    /// How often it has ended without having been killed.
    var crashes: Int { state.withLock { $0.ends - $0.kills } }

    /// nil while there is none.
    var process: ControllerResources? {
        controllerIdentifier.flatMap(ControllerResources.init(of:))
    }

    /// SIGKILL, as the kernel's out-of-memory killer and a node that vanishes do.
    func kill() async throws {
        let identifier = try await eventually("there is a process to kill") { controllerIdentifier }
        state.withLock { $0.kills += 1 }
        Glibc.kill(identifier, SIGKILL)
        try await eventually("it is gone") { controllerIdentifier == identifier ? nil : true }
    }

    func waitUntilReady() async throws {
        try await eventually("the controller is ready") {
            let request = HTTPRequest(method: "GET", url: "http://\(healthAddress)/readyz", timeout: .seconds(5))
            return try await Self.transport.send(request).head.status == 200 ? true : nil
        }
    }

    private func supervise() async throws {
        while !state.withLock(\.isStopping) {
            // The shell only redirects; timeout ends a controller that a crashed test has left behind.
            let script = #"exec timeout 1800 "$@" >> "$0" 2>&1"#
            _ = try await Subprocess.run(
                .name("sh"),
                arguments: Arguments(["-c", script, log] + command),
                input: .none,
                output: .discarded,
                error: .discarded
            ) { execution in
                state.withLock { $0.parent = execution.processIdentifier.value }
            }
            state.withLock { state in
                state.parent = nil
                if !state.isStopping { state.ends += 1 }
            }
        }
    }

    private func stop() async throws {
        let parent = state.withLock { state in
            state.isStopping = true
            return state.parent
        }
        if let parent { Glibc.kill(parent, SIGTERM) }
        do {
            try await eventually("SIGTERM ends it", within: .seconds(35)) {
                state.withLock { $0.parent } == nil ? true : nil
            }
        } catch {
            if let controllerIdentifier { Glibc.kill(controllerIdentifier, SIGKILL) }
            throw error
        }
    }

    /// The one process that `timeout` has started.
    private var controllerIdentifier: pid_t? {
        guard let parent = state.withLock({ $0.parent }),
            let children = try? String(contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)
        else { return nil }
        return children.split(separator: " ").first.flatMap { pid_t($0) }
    }
}
