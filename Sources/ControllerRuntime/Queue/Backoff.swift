/// Waiting times that double with every failure.
package struct Backoff: Equatable, Sendable {
    /// For lists and watches: client-go's first wait, and a limit that lets an operator be back within seconds of its
    /// API server.
    package static let watch = Backoff(first: .milliseconds(800), limit: .seconds(10))

    private let first: Duration
    private let limit: Duration
    private var failures = 0

    package init(first: Duration, limit: Duration) {
        self.first = first
        self.limit = limit
    }

    /// - Parameter jitter: a random number from 0 to 1: where between half of the wait and the whole of it.
    mutating func next(jitter: Double) -> Duration {
        let wait = Self.wait(afterFailures: failures, first: first, limit: limit)
        failures += 1
        return wait / 2 + wait / 2 * jitter
    }

    mutating func reset() {
        failures = 0
    }

    /// `first`, 2 × `first`, 4 × `first` … `limit`.
    static func wait(afterFailures failures: Int, first: Duration, limit: Duration) -> Duration {
        // 2^30 times any first wait is beyond any limit, and still no overflow.
        min(limit, first * (1 << min(failures, 30)))
    }
}
