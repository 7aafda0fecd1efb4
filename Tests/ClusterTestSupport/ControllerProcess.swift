import FoundationEssentials
import Glibc
import KubernetesClient
import Subprocess
import TestSupport

/// `slipway controller`, run as a process of its own under the rights that `deploy/base` gives it.
package struct ControllerProcess: Sendable {
    /// What a run ended with.
    package struct End: Sendable {
        package let isSuccess: Bool
        package let log: String
    }

    /// What of an installation depends on the cluster: the images that it has.
    package static let images = [
        "--image", "localhost/slipway/slipway:dev", "--no-code-image", "ScikitLearn=localhost/slipway/scoring:1",
        "--no-code-image", "Onnx=localhost/slipway/scoring:1",
    ]

    private static let transport = CurlTransport()

    private let healthURL: String
    private let logFile: String
    private let identifierFile: String

    /// Everything it has logged so far.
    package var log: String { Self.text(of: logFile) }

    /// The answer of `/readyz`, `/healthz` or `/metrics`; nil while there is none.
    package func health(_ path: String) async -> (status: Int, body: String)? {
        let request = HTTPRequest(method: "GET", url: healthURL + path, timeout: .seconds(5))
        guard let response = try? await Self.transport.send(request),
            let body = try? await response.body.collected(limit: 1 << 20)
        else { return nil }
        return (response.head.status, String(decoding: body, as: UTF8.self))
    }

    /// SIGTERM lets it end by itself, SIGKILL ends it in the middle of whatever it does.
    package func send(signal: Int32) {
        if let identifier { Glibc.kill(identifier, signal) }
    }

    /// Returns at most some milliseconds after it has ended.
    package func waitUntilEnded() async throws {
        guard let identifier else { throw CommandFailed(command: "waiting for its end", output: "it has not begun") }
        try await eventually("the controller has ended") { Glibc.kill(identifier, 0) == 0 ? nil : true }
    }

    private var identifier: pid_t? {
        pid_t(Self.text(of: identifierFile).prefix { !$0.isNewline })
    }

    /// Runs the controller while `body` runs, then ends it as Kubernetes would: SIGTERM, and SIGKILL after 30 s.
    ///
    /// - Parameters:
    ///   - flags: besides those that say where the cluster is and where probes are answered.
    ///   - waitsUntilReady: whether `body` begins only when `/readyz` says so.
    ///   - beforeStart: is run when all that the process needs has been asked of the API server.
    @discardableResult
    package static func run(
        in cluster: TestCluster,
        flags: [String] = [],
        waitsUntilReady: Bool = true,
        beforeStart: () async throws -> Void = {},
        _ body: (ControllerProcess) async throws -> Void
    ) async throws -> End {
        let binary = try TestCluster.slipway
        let folder = FileManager.default.temporaryDirectory.path() + "slipway-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let kubeconfig = folder + "/kubeconfig"
        try await cluster.controllerKubeconfig().write(toFile: kubeconfig)

        try await beforeStart()

        let port = Int.random(in: 20_000..<30_000)
        let log = folder + "/log"
        let controller = ControllerProcess(
            healthURL: "http://127.0.0.1:\(port)",
            logFile: log,
            identifierFile: folder + "/pid"
        )
        let address = ["--kubeconfig", kubeconfig, "--health-address", "127.0.0.1:\(port)"]
        let arguments = ["controller"] + address + images + flags
        // The shell only says who it is and redirects. timeout ends a controller that a crashed test has left behind, and kills
        // one that SIGTERM does not end before it is killed itself.
        let script = #"echo $$ > \#(controller.identifierFile); exec "$0" "$@" > \#(log) 2>&1"#
        let result = try await Subprocess.run(
            .name("timeout"),
            arguments: Arguments(["--kill-after=25", "1800", "sh", "-c", script, binary] + arguments),
            platformOptions: .endingGracefully,
            input: .none,
            output: .discarded,
            error: .discarded
        ) { execution in
            let outcome: Result<Void, any Error>
            do {
                if waitsUntilReady {
                    try await eventually("the controller is ready") {
                        await controller.health("/readyz")?.status == 200 ? true : nil
                    }
                }
                outcome = .success(try await body(controller))
            } catch {
                outcome = .failure(error)
            }
            await execution.teardown(using: PlatformOptions.endingGracefully.teardownSequence)
            return outcome
        }
        let end = End(isSuccess: result.terminationStatus.isSuccess, log: text(of: log))
        do {
            try result.closureResult.get()
        } catch {
            throw FailedWithLog(error: error, log: end.log)
        }
        return end
    }

    /// A failure in a test's body, with what the controller said before it.
    private struct FailedWithLog: Error, CustomStringConvertible {
        let error: any Error
        let log: String

        var description: String { "\(error)\nthe controller's log:\n\(log)" }
    }

    private static func text(of file: String) -> String {
        String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
    }
}

extension String {
    fileprivate func write(toFile path: String) throws {
        try Data(utf8).write(to: URL(filePath: path))
    }
}
