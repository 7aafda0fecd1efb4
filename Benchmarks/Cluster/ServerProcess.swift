import FoundationEssentials
import Glibc
import Subprocess

/// A competitor that runs as a process of its own.
struct ServerProcess {
    let id: Int32

    /// Runs a command while `body` runs, then ends it with SIGTERM. What it says goes to a file.
    static func run<Result: Sendable>(
        _ command: [String],
        log: String,
        _ body: (ServerProcess) async throws -> Result
    ) async throws -> Result {
        // The shell only redirects, and becomes the command.
        let outcome = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", #"exec "$@" >"# + log + " 2>&1", "sh"] + command),
            input: .none,
            output: .discarded,
            error: .discarded
        ) { execution in
            let result: Swift.Result<Result, any Error>
            do {
                result = .success(try await body(ServerProcess(id: execution.processIdentifier.value)))
            } catch {
                result = .failure(error)
            }
            await execution.teardown(using: [.gracefulShutDown(allowedDurationToNextStep: .seconds(30))])
            return result
        }
        return try outcome.closureResult.get()
    }

    /// Memory held in RAM, and the most that it has ever been, in MiB.
    var memory: (now: Double, peak: Double) {
        (megabytes("VmRSS"), megabytes("VmHWM"))
    }

    var threads: Int { status("Threads").flatMap(Int.init) ?? 0 }

    var openFiles: Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd"))?.count ?? 0 }

    /// Processor time used so far.
    var processorTime: Duration {
        // The second field is the command in brackets.
        let fields = text("stat").split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = fields.dropFirst(11).prefix(2).compactMap { Double($0) }.reduce(0, +)
        return .seconds(ticks / Double(sysconf(Int32(_SC_CLK_TCK))))
    }

    private func megabytes(_ name: String) -> Double {
        (status(name)?.split(separator: " ").first).flatMap { Double($0) }.map { $0 / 1024 } ?? 0
    }

    private func status(_ name: String) -> String? {
        let line = text("status").split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line.map { String($0.dropFirst(name.count + 1).drop(while: \.isWhitespace)) }
    }

    private func text(_ file: String) -> String {
        String(decoding: FileManager.default.contents(atPath: "/proc/\(id)/\(file)") ?? Data(), as: UTF8.self)
    }
}
