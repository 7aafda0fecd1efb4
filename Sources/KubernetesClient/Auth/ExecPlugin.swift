import KubernetesCore
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A program that prints credentials, such as kubelogin (`users[].user.exec` of a kubeconfig file).
struct ExecPlugin: Sendable {
    /// The versions of client.authentication.k8s.io that Kubernetes still serves.
    enum Version: String, CaseIterable, Sendable {
        case v1 = "client.authentication.k8s.io/v1"
        case v1beta1 = "client.authentication.k8s.io/v1beta1"
    }

    /// Where the plugin is configured, for messages.
    var place: ConfigurationError.Place
    var version: Version
    /// A name to look up in `PATH`, or a path if it contains a slash.
    var command: String
    var arguments: [String] = []
    /// Added to this process's own environment.
    var environment: [String: String] = [:]
    /// What to tell whoever lacks the program.
    var installHint: String?
    /// Tells the plugin which cluster it is asked for; nil unless it wants to know.
    var cluster: JSONValue?
    /// How long the plugin may take, which includes its own requests to an identity provider.
    var timeLimit: Duration = .seconds(60)

    /// The most that is taken from each of the plugin's outputs, in bytes.
    static let outputLimit = 1 << 20
}

extension ExecPlugin: Redacted {
    /// Without arguments and environment, which may hold secrets.
    var description: String { "exec plugin \(command)" }
}

extension ExecPlugin {
    private typealias Output = ExecutionResult<Void, BytesOutput, StringOutput<UTF8>>

    private enum Outcome {
        case ended(Output)
        case failed(SubprocessError?)
    }

    /// Runs the plugin once; cancelling the task ends the plugin.
    func run() async throws(ConfigurationError) -> ExecCredential {
        let (outcome, isInTime) = await withTaskGroup(of: Outcome?.self, returning: (Outcome?, Bool).self) { group in
            group.addTask { await execute() }
            group.addTask {
                try? await Task.sleep(for: timeLimit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            // Out of time, the plugin is being ended; what it said until then may tell what it was waiting for.
            return if let first { (first, true) } else { (await group.next() ?? nil, false) }
        }
        if Task.isCancelled { throw .cancelled }
        switch outcome {
        case .ended(let output) where !isInTime:
            throw failure("did not end within \(timeLimit)", saying: output.standardError)
        case .ended(let output) where !output.terminationStatus.isSuccess:
            throw failure(Self.ending(output.terminationStatus), saying: output.standardError)
        case .ended(let output):
            return try ExecCredential(parsing: output.standardOutput, version: version, at: place)
        case .failed(let error): throw failure(error)
        case nil: throw failure("did not end within \(timeLimit)")
        }
    }

    private func execute() async -> Outcome {
        var options = PlatformOptions()
        // In a session of its own the plugin finds no terminal to wait for somebody at, and can be ended together with
        // whatever it has started.
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
        do {
            let output = try await Subprocess.run(
                command.contains("/") ? .path(FilePath(command)) : .name(command),
                arguments: Arguments(arguments),
                environment: .inherit.updating(variables),
                platformOptions: options,
                output: .bytes(limit: Self.outputLimit),
                error: .string(limit: Self.outputLimit)
            )
            return .ended(output)
        } catch {
            return .failed(error as? SubprocessError)
        }
    }

    private var variables: [Environment.Key: String?] {
        var spec: JSONObject = ["interactive": false]
        spec["cluster"] = cluster
        let request: JSONValue = [
            "apiVersion": .string(version.rawValue),
            "kind": "ExecCredential",
            "spec": .object(spec),
        ]
        var variables = environment
        variables["KUBERNETES_EXEC_INFO"] = request.jsonText
        return Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) })
    }
}

extension ExecPlugin {
    /// Says why the plugin could not be run; the error's own description could show the value of a variable.
    private func failure(_ error: SubprocessError?) -> ConfigurationError {
        switch error?.code {
        case .executableNotFound:
            failure("was not found or is not executable", remedy: installHint.map(Self.printable) ?? "install it")
        case .outputLimitExceeded: failure("wrote more than \(Self.outputLimit) bytes")
        default: failure("could not be run" + (error?.underlyingError.map { " (\($0))" } ?? ""))
        }
    }

    private func failure(_ problem: String, remedy: String? = nil) -> ConfigurationError {
        ConfigurationError(.plugin, at: place, problem: "the plugin \(command) \(problem)", remedy: remedy)
    }

    /// - Parameter text: what the plugin wrote to its standard error. Its end is shown, where the reason stands: five
    ///   lines of at most 500 characters.
    private func failure(_ problem: String, saying text: String) -> ConfigurationError {
        let lines = text.split(whereSeparator: \.isNewline).suffix(5).map { Self.printable(String($0.prefix(500))) }
        return failure(lines.isEmpty ? problem : "\(problem); it said: \(lines.joined(separator: " / "))")
    }

    private static func ending(_ status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "exited with status \(code)"
        case .signaled(let signal): "was ended by signal \(signal)"
        }
    }

    /// Without what could change a terminal's state, such as colours.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }
}
