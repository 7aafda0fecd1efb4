import FoundationEssentials
import KubernetesClient
import KubernetesCore
import ServingCore

/// A scoring server that runs, or has run, on this machine.
struct ScoringProcess {
    let server: LocalServer
    let port: Int
    /// Stands for the root of the pod.
    let root: String
    let environment: PythonEnvironment
    let process: ChildProcess

    /// The server's own program, but listening to this machine alone: it has no option for that.
    private static let program = """
        from azureml_inference_server_http import amlserver
        amlserver.DEFAULT_HOST = "127.0.0.1"
        amlserver.run()
        """

    static func start(
        _ server: LocalServer,
        port: Int,
        root: String,
        _ environment: PythonEnvironment,
        in folder: RunFolder,
        onLine: @escaping @Sendable (String) -> Void
    ) -> ScoringProcess {
        let process = server.process(below: root, port: port)
        // Of this machine's own variables none, as in a pod: what an image has besides, is named here.
        let image = ["PATH": "\(environment.folder)/bin:/usr/local/bin:/usr/bin:/bin", "PYTHONUNBUFFERED": "1"]
        let child = ChildProcess(
            environment.python,
            ["-c", Self.program] + process.arguments,
            environment: image.merging(process.environment) { _, own in own },
            workingDirectory: process.workingDirectory,
            in: folder,
            onLine: onLine
        )
        return ScoringProcess(server: server, port: port, root: root, environment: environment, process: child)
    }

    /// Waits for `init()` to be done.
    ///
    /// - Throws: ``LocalFailure`` with what went wrong, and where in the user's code.
    func waitUntilHealthy(_ transport: CurlTransport) async throws {
        let deadline = ContinuousClock.now + .seconds(server.startupSeconds)
        while ContinuousClock.now < deadline {
            if let failure { throw failure }
            let request = HTTPRequest(
                method: "GET",
                url: "http://127.0.0.1:\(port)/",
                timeout: .seconds(2),
                proxyURL: ""
            )
            if let response = try? await transport.send(request), response.head.status == 200 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw LocalFailure(
            "ModelDeployment \(server.deployment.name): init() took longer than \(server.startupSeconds) seconds; make it "
                + "faster, or raise spec.livenessProbe.initialDelaySeconds"
        )
    }

    /// Why it has ended; nil while it runs.
    var failure: LocalFailure? {
        let exitCode: Int?
        switch process.end {
        case nil: return nil
        case .exited(let code): exitCode = code
        case .killed: exitCode = nil
        case .notStarted(let reason):
            return LocalFailure(
                "ModelDeployment \(server.deployment.name): the scoring server cannot be started: \(reason)"
            )
        }
        return LocalFailure(
            server.failure(
                saying: process.words,
                below: root,
                exitCode: exitCode,
                packages: environment.source
            )
        )
    }

    func stop() async {
        await process.stop()
        try? FileManager.default.removeItem(atPath: root)
    }
}
