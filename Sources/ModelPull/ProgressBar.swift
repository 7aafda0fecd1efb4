import Glibc
import Synchronization

/// A line of a terminal that shows how much of a file is there.
package final class ProgressBar: Sendable {
    private static let width = 30
    private static let interval = Duration.milliseconds(100)

    private let title: String
    private let terminal: CInt
    private let nextDrawing = Mutex(ContinuousClock.now)

    /// - Parameters:
    ///   - title: a path, whose last part is shown.
    ///   - terminal: a file descriptor.
    package init(title: String, _ terminal: CInt) {
        self.title = title.split(separator: "/").last.map(String.init) ?? title
        self.terminal = terminal
    }

    /// - Parameter total: in bytes, as `received` is; nil where nobody knows.
    func draw(_ received: Int, of total: Int?) {
        let now = ContinuousClock.now
        let isDue = nextDrawing.withLock { next in
            guard now >= next else { return false }
            next = now + Self.interval
            return true
        }
        if isDue { write("\r\(Self.text(title, received, of: total))\u{1b}[K") }
    }

    /// Clears the line away.
    func end() { write("\r\u{1b}[K") }

    static func text(_ title: String, _ received: Int, of total: Int?) -> String {
        let amount = "\(received / 1_000_000)"
        guard let total, total > 0 else { return "\(title)  \(amount) MB" }
        let filled = min(received, total) * width / total
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        return "\(title)  [\(bar)]  \(amount) of \(total / 1_000_000) MB"
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(terminal, bytes, bytes.count)
    }
}
