import ClusterTestSupport
import FoundationEssentials
import KubernetesClient
import Subprocess
import TestSupport

/// `slipway gateway`, run as a process of its own under the rights that `deploy/base` gives it.
struct GatewayProcess: Sendable {
    let port: Int
    private let healthPort: Int
    private let log: String
    private static let transport = CurlTransport()

    struct Answer: Sendable {
        let status: Int
        let body: String
    }

    /// Runs the gateway while `body` runs, then ends it as Kubernetes would.
    static func run(in cluster: TestCluster, _ body: (GatewayProcess) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let kubeconfig = try folder.write("kubeconfig", try await cluster.controllerKubeconfig(of: "slipway-gateway"))
        // Below the ports of Services, and those that connections get.
        let ports = Int.random(in: 12_000..<13_000)
        let gateway = GatewayProcess(port: ports, healthPort: ports + 1000, log: "\(folder.path)/log")
        let arguments = [
            "gateway", "--kubeconfig", kubeconfig, "--folder", "\(folder.path)/run", "--drain-seconds", "0",
            "--http-port", "\(ports)", "--https-port", "\(ports + 4000)", "--peer-port", "\(ports + 2000)",
            "--metrics-port", "\(ports + 3000)",
            "--health-address", "127.0.0.1:\(ports + 1000)", "--log-format", "text",
        ]
        // timeout ends a gateway that a crashed test has left behind, and kills one that SIGTERM does not end before it is killed
        // itself.
        let script = #"exec timeout --foreground --kill-after=25 900 "$@" > "$0" 2>&1"#
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", script, gateway.log, try TestCluster.slipway] + arguments),
            platformOptions: .endingGracefully,
            input: .none,
            output: .discarded,
            error: .discarded
        ) { execution in
            let outcome: Result<Void, any Error>
            do {
                try await eventually("the gateway is ready") {
                    try await gateway.get("http://127.0.0.1:\(gateway.healthPort)/readyz").status == 200 ? true : nil
                }
                outcome = .success(try await body(gateway))
            } catch {
                outcome = .failure(error)
            }
            await execution.teardown(using: PlatformOptions.endingGracefully.teardownSequence)
            return outcome
        }
        do {
            try result.closureResult.get()
        } catch {
            throw CommandFailed(command: "slipway gateway: \(error)", output: gateway.words)
        }
        guard result.terminationStatus.isSuccess else {
            throw CommandFailed(
                command: "slipway gateway ended with \(result.terminationStatus)",
                output: gateway.words
            )
        }
    }

    /// All that it has said so far, requests among it.
    var words: String {
        String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
    }

    /// Sends a request to an endpoint.
    ///
    /// - Parameter path: such as `/score`.
    func ask(_ service: String, _ path: String = "/score", key: String?, body: String? = nil) async throws -> Answer {
        try await get("http://127.0.0.1:\(port)/api/v1/service/\(service)\(path)", key: key, body: body)
    }

    private func get(_ url: String, key: String? = nil, body: String? = nil) async throws -> Answer {
        let authorization = key.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
        let request = HTTPRequest(
            method: body == nil ? "GET" : "POST",
            url: url,
            headers: authorization + [(name: "Content-Type", value: "application/json")],
            body: body.map { Array($0.utf8) },
            timeout: .seconds(20)
        )
        let response = try await Self.transport.send(request)
        let text = String(decoding: try await response.body.collected(limit: 1 << 20), as: UTF8.self)
        return Answer(status: response.head.status, body: text)
    }
}
