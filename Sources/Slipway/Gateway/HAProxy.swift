import FoundationEssentials
import Glibc
import Logging
import ServingCore
import Subprocess
import Synchronization

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// HAProxy as a child process: a master that never serves, and the worker of each configuration that it has read.
final class HAProxy: Sendable {
    enum Failure: Error, CustomStringConvertible {
        /// What HAProxy has to say against a configuration.
        case refused(String)
        /// It has ended before it had anything to say of a configuration, which is therefore neither good nor bad.
        case notChecked(TerminationStatus)
        case notServing(generation: Int)

        var description: String {
            switch self {
            case .refused(let words): "HAProxy refuses the configuration: \(words)"
            case .notChecked(let status): "HAProxy ends without a word about the configuration: \(status)"
            case .notServing(let generation): "HAProxy does not serve configuration \(generation) in time"
            }
        }
    }

    /// After which a signal is sent again.
    private static let patience = Duration.milliseconds(500)

    private let program: String
    private let files: HAProxyFiles
    private let settings: GatewaySettings
    private let logger: Logger
    private let master = Mutex<pid_t?>(nil)
    let admin: AdminSocket

    /// - Parameter program: a name to look up in `PATH`, or a path.
    init(program: String, settings: GatewaySettings, logger: Logger) {
        self.program = program
        self.settings = settings
        self.logger = logger
        files = HAProxyFiles(folder: settings.folder)
        admin = AdminSocket(path: settings.adminSocket)
    }

    /// Writes a configuration, and has HAProxy say that nothing is wrong with it. What is in force stays.
    func prepare(_ plan: GatewayPlan, generation: Int) async throws {
        let configuration = HAProxyConfiguration(plan, settings, generation: generation)
        let path = try files.write(configuration, generation: generation)
        do {
            try await check(path)
        } catch {
            files.remove(generation)
            throw error
        }
    }

    /// Puts a configuration into force that is prepared.
    ///
    /// Requests that are on their way stay with the worker of the configuration before, which ends with the last of them.
    func adopt(_ generation: Int) async throws {
        try files.adopt(generation)
        // An earlier one may still be read from, by a reload that has just begun.
        files.remove(generation - 2)
        if send(SIGUSR2) { try await waitUntilServing(generation) }
    }

    /// Runs until it ends by itself or after ``stop()``.
    ///
    /// - Parameters:
    ///   - onStart: gets its process.
    ///   - onLine: gets what it says, a line for each request among it, on a thread that may block.
    func run(
        onStart: (pid_t) throws -> Void = { _ in },
        onLine: @escaping @Sendable (ArraySlice<UInt8>) -> Void
    ) async throws {
        let pipe = try LinePipe()
        async let reading: Void = onThread { pipe.read(onLine) }
        // Also when it does not start: else the reading does not end.
        defer { pipe.closeWriteEnd() }
        var options = PlatformOptions()
        // A terminal's Ctrl-C must not end it before its requests are done.
        options.processGroupID = 0
        let result = try await Subprocess.run(
            executable,
            arguments: ["-W", "-db", "-f", files.current],
            platformOptions: options,
            input: .none,
            output: .fileDescriptor(pipe.writeEnd, closeAfterSpawningProcess: false),
            error: .fileDescriptor(pipe.writeEnd, closeAfterSpawningProcess: false)
        ) { execution in
            pipe.closeWriteEnd()
            let identifier = execution.processIdentifier.value
            master.withLock { $0 = identifier }
            // It is reaped when this closure has returned. From then on its number may be another process's.
            defer { master.withLock { $0 = nil } }
            try onStart(identifier)
            await onThread {
                var information = siginfo_t()
                while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            }
        }
        await reading
        logger.notice("HAProxy has ended", metadata: ["status": "\(result.terminationStatus)"])
    }

    func waitUntilServing(_ generation: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if let info = try? await admin.ask("show info"),
                info.contains("\ndescription: \(HAProxyConfiguration.description(of: generation))\n")
            {
                return
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Failure.notServing(generation: generation)
    }

    /// No new connections; it ends when the requests that it has are done.
    func stop() {
        Task {
            // A master that reads its files anew misses signals.
            while send(SIGUSR1) { try? await Task.sleep(for: Self.patience) }
        }
    }

    /// Ends it and its workers at once.
    func kill() {
        master.withLock { master in
            if let master { Glibc.kill(-master, SIGKILL) }
        }
    }

    /// - Returns: false where there is no process to send it to.
    private func send(_ signal: CInt) -> Bool {
        master.withLock { master in
            if let master { Glibc.kill(master, signal) }
            return master != nil
        }
    }

    /// What HAProxy has against certificates; nil if it takes them.
    ///
    /// - Throws: why it could not be asked, which says nothing of the certificates.
    func problem(of certificates: [PEMText]) async throws -> String? {
        let trial = CertificateTrial(certificates)
        do {
            try await files.withTrial(trial.files) { try await check("\($0)/\(HAProxyConfiguration.fileName)") }
            return nil
        } catch Failure.refused(let words) {
            return trial.problem(in: words)
        }
    }

    private func check(_ path: String) async throws {
        let result = try await Subprocess.run(
            executable,
            arguments: ["-c", "-f", path],
            input: .none,
            output: .discarded,
            error: .string(limit: 1 << 20)
        )
        guard !result.terminationStatus.isSuccess else { return }
        let words = HAProxyAlerts.summary(of: result.standardError)
        throw words.isEmpty ? Failure.notChecked(result.terminationStatus) : Failure.refused(words)
    }

    private var executable: Executable { program.contains("/") ? .path(FilePath(program)) : .name(program) }
}
