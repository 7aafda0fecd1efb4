package import Logging
import Synchronization

/// Tells how far a pull is, every few seconds.
package final class Progress: Sendable {
    private struct State {
        var earlier = 0
        var received = 0
        var files = 0
        var lastLine: ContinuousClock.Instant
    }

    private static let interval = Duration.seconds(3)

    private let logger: Logger
    private let bar: ProgressBar?
    private let start = ContinuousClock.now
    private let state: Mutex<State>

    package init(_ logger: Logger, bar: ProgressBar? = nil) {
        self.logger = logger
        self.bar = bar
        state = Mutex(State(lastLine: start))
    }

    func note(_ message: String) {
        logger.warning("\(message)")
    }

    /// - Parameter total: of the file that is on its way; nil where nobody knows.
    func update(received: Int, total: Int?) {
        bar?.draw(received, of: total)
        let now = ContinuousClock.now
        let bytes: Int? = state.withLock { state in
            state.received = received
            guard now - state.lastLine >= Self.interval else { return nil }
            state.lastLine = now
            return state.earlier + received
        }
        guard let bytes else { return }
        var metadata = rate(bytes, now)
        if let total, total > 0 { metadata["percent"] = "\(received * 100 / total)" }
        logger.info("pulling", metadata: metadata)
    }

    func endFile(size: Int) {
        state.withLock { state in
            state.earlier += size
            state.received = 0
            state.files += 1
        }
    }

    func end(unpacked: Int?) {
        bar?.end()
        let (bytes, files) = state.withLock { ($0.earlier, $0.files) }
        var metadata = rate(bytes, .now)
        metadata["files"] = "\(files)"
        if let unpacked { metadata["unpackedBytes"] = "\(unpacked)" }
        logger.info("pulled", metadata: metadata)
    }

    private func rate(_ bytes: Int, _ now: ContinuousClock.Instant) -> Logger.Metadata {
        let seconds = max(0.001, (now - start) / .seconds(1))
        return [
            "bytes": "\(bytes)", "seconds": "\(Self.rounded(seconds))",
            "MBps": "\(Self.rounded(Double(bytes) / seconds / 1_000_000))",
        ]
    }

    /// With one digit after the point.
    private static func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }
}
