import Glibc
import Synchronization
import SystemPackage

/// What a person at a terminal reads: the lines of several programs, told apart, and what Slipway has to say.
final class Console: Sendable {
    private let isColored = isatty(STDOUT_FILENO) == 1
    private let isQuiet: Bool
    private let lock = Mutex(())

    /// - Parameter isQuiet: whether the programs' lines are left out.
    init(isQuiet: Bool = false) { self.isQuiet = isQuiet }

    /// A line of a program's.
    ///
    /// - Parameter index: which of the programs it is, for its color.
    func log(_ line: String, of name: String, index: Int) {
        guard !isQuiet else { return }
        let label = "\(name) |"
        let prefix = isColored ? "\u{1b}[\(Self.colors[index % Self.colors.count])m\(label)\u{1b}[0m" : label
        write("\(prefix) \(line)", to: .standardOutput)
    }

    /// What was asked for.
    func say(_ text: String) { write(text, to: .standardOutput) }

    /// What goes on, and what went wrong.
    func note(_ text: String) { write(text, to: .standardError) }

    /// Cyan, magenta, green, blue, yellow.
    private static let colors = [36, 35, 32, 34, 33]

    private func write(_ text: String, to file: FileDescriptor) {
        lock.withLock { _ in _ = try? file.writeAll("\(text)\n".utf8) }
    }
}
