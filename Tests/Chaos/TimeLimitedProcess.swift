import ClusterTestSupport
import FoundationEssentials
import Glibc
import Subprocess
import Synchronization

/// A process of a test, which ends by itself when a crashed test has left it behind.
final class TimeLimitedProcess: Sendable {
    private let command: [String]
    private let log: String
    /// The process that timeout(1) runs in.
    private let parent = Mutex<pid_t?>(nil)

    /// - Parameter log: the file that its output is appended to.
    init(_ command: [String], log: String) {
        self.command = command
        self.log = log
    }

    /// Returns when it has ended. May be run again then.
    func run() async throws {
        // The shell only redirects. timeout kills what SIGTERM does not end before it is killed itself.
        let script = #"exec timeout --kill-after=25 1800 "$@" >> "$0" 2>&1"#
        _ = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", script, log] + command),
            platformOptions: .endingGracefully,
            input: .none,
            output: .discarded,
            error: .discarded
        ) { execution in
            parent.withLock { $0 = execution.processIdentifier.value }
        }
        parent.withLock { $0 = nil }
    }

    /// nil while it does not run.
    var identifier: pid_t? {
        guard let parent = parent.withLock({ $0 }),
            let children = try? String(contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)
        else { return nil }
        return children.split(separator: " ").first.flatMap { pid_t($0) }
    }

    /// - Returns: the process that got it; nil if there is none.
    @discardableResult
    func send(_ signal: Int32) -> pid_t? {
        guard let identifier else { return nil }
        kill(identifier, signal)
        return identifier
    }

    /// The last of what it has said.
    var lastWords: String {
        let text = String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").suffix(20).joined(separator: "\n")
    }
}
