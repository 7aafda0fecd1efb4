import FoundationEssentials
import Glibc
import Subprocess
import TestSupport

/// `slipway local run` as a process of its own.
package struct LocalRun: Sendable {
    package let port: Int
    package let pid: Int32
    private let output: String

    /// Whether what it takes is there, `slipway` and the root of the checkout.
    package static let binary = ProcessInfo.processInfo.environment["SLIPWAY_BINARY"]

    package static func root(file: String = #filePath) -> String {
        file.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    }

    /// How a command ended, and what it said.
    package struct End: Sendable {
        package let isSuccess: Bool
        package let output: String
        package let error: String
    }

    /// Runs it while `body` runs, from when it has said `marker`, and ends it by Ctrl-C's signal.
    ///
    /// - Parameter marker: by default what is said when it answers.
    @discardableResult
    package static func run(
        _ arguments: [String],
        until marker: String = "\n  curl ",
        _ body: (LocalRun) async throws -> Void
    ) async throws -> End {
        let port = try freePort()
        let folder = try TemporaryFolder()
        let output = "\(folder.path)/output"
        let script = #"exec "$@" > "$0" 2> "$0.error""#
        let binary = binary ?? ""
        var options = PlatformOptions()
        // Also where the test's time is up: killed, it would leave its servers behind.
        options.teardownSequence = [.send(signal: .interrupt, allowedDurationToNextStep: .seconds(30))]
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", script, output, binary, "local", "run", "--port", "\(port)"] + arguments),
            platformOptions: options,
            input: .none,
            output: .discarded,
            error: .discarded
        ) { execution in
            let run = LocalRun(port: port, pid: execution.processIdentifier.value, output: output)
            let outcome: Result<Void, any Error>
            do {
                // The first run of a machine installs packages.
                try await eventually("it answers: \(run.words)", within: .seconds(300)) {
                    if kill(run.pid, 0) != 0 { throw CommandFailed(command: "slipway local run", output: run.words) }
                    return run.text.contains(marker) || run.words.contains(marker) ? true : nil
                }
                outcome = .success(try await body(run))
            } catch {
                outcome = .failure(error)
            }
            await execution.teardown(using: options.teardownSequence)
            return outcome
        }
        try result.closureResult.get()
        let run = LocalRun(port: port, pid: 0, output: output)
        return End(isSuccess: result.terminationStatus.isSuccess, output: run.text, error: run.words)
    }

    /// Runs `slipway local` to its end.
    package static func end(of arguments: [String]) async throws -> End {
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments([binary ?? "", "local"] + arguments),
            input: .none,
            output: .string(limit: 1 << 22),
            error: .string(limit: 1 << 22)
        )
        return End(
            isSuccess: result.terminationStatus.isSuccess,
            output: result.standardOutput,
            error: result.standardError
        )
    }

    package static func freePort() throws -> Int {
        let listener = try TCPListener()
        listener.stop()
        return listener.port
    }

    /// What it has printed.
    package var text: String { Self.read(output) }

    /// What went on.
    package var words: String { Self.read("\(output).error") }

    /// A client with the keys that it has printed.
    package var client: EndpointClient {
        var keys: [String: [String]] = [:]
        var service = ""
        for line in text.split(separator: "\n") where !line.contains(" | ") {
            let words = line.split(separator: " ")
            if !line.hasPrefix(" ") { service = String(line) }
            if words.count == 2, words[0].hasSuffix("Key") { keys[service, default: []].append(String(words[1])) }
        }
        return EndpointClient(port: port, keys: keys)
    }

    /// The processes of a run, told by the port in their folder's name.
    package static func processes(ofPort port: Int) -> [String] {
        processes(naming: "/tmp/slipway-\(geteuid())/\(port)/")
    }

    /// The processes with `text` in their command lines.
    package static func processes(naming text: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { Int($0) != nil && read("/proc/\($0)/cmdline").contains(text) }
    }

    private static func read(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
