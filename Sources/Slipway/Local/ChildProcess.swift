import Subprocess
import Synchronization

/// A program that runs until it is stopped, and whose lines are read.
final class ChildProcess: Sendable {
    private struct State {
        var identity: ProcessIdentity?
        var end: End?
        var words: [String] = []
    }

    enum End: Equatable, Sendable {
        case exited(Int)
        /// By a signal.
        case killed
        case notStarted(String)
    }

    /// How many of the last lines are kept: the scoring server lists up to 200 files of a model behind a traceback.
    private static let keptLines = 400

    private let state = Mutex(State())
    private let folder: RunFolder

    /// Starts a program that is given by its path.
    ///
    /// - Parameter onLine: gets each line that it writes to its standard output or its standard error.
    init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        workingDirectory: String,
        in folder: RunFolder,
        onLine: @escaping @Sendable (String) -> Void
    ) {
        self.folder = folder
        let variables = Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })
        let held = HeldProgram(
            program,
            arguments,
            environment: .custom(variables),
            workingDirectory: workingDirectory
        )
        Task.detached { [self] in
            let end = await run(held, onLine)
            state.withLock { state in
                if let identity = state.identity { folder.forget(identity) }
                state.end = end
            }
        }
    }

    /// nil while it runs.
    var end: End? { state.withLock { $0.end } }

    /// Its last lines.
    var words: String { state.withLock { $0.words.joined(separator: "\n") } }

    /// Asks it to end what it does, and ends it with all that it has started when it takes longer than `grace`.
    func stop(within grace: Duration = .seconds(5)) async {
        let deadline = ContinuousClock.now + grace * 2
        // Not for ever: what it has started in another session may still have its output.
        while end == nil, ContinuousClock.now < deadline {
            if let identity = state.withLock({ $0.identity }) {
                await ProcessGroups.end([identity], within: grace)
            }
            await Task.detached { try? await Task.sleep(for: .milliseconds(10)) }.value
        }
    }

    private func heard(_ line: String) {
        state.withLock { state in
            state.words.append(line)
            if state.words.count > 2 * Self.keptLines { state.words.removeFirst(Self.keptLines) }
        }
    }

    private func run(_ held: HeldProgram, _ onLine: (String) -> Void) async -> End {
        do {
            let result = try await Subprocess.run(
                held.configuration,
                input: .inputWriter,
                output: .sequence,
                error: .combinedWithOutput
            ) { execution in
                let identity = try await HeldProgram.release(execution, in: folder)
                state.withLock { $0.identity = identity }
                for try await line in execution.standardOutput.strings(bufferingPolicy: .unbounded) {
                    heard(line)
                    onLine(line)
                }
            }
            switch result.terminationStatus {
            case .exited(let code): return .exited(Int(code))
            case .signaled: return .killed
            }
        } catch {
            return .notStarted("\(error)")
        }
    }
}
