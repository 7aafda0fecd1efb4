/// How long and how often a request is tried again. Failures count from the last progress on.
package struct Retry: Hashable, Sendable {
    /// 26 to 52 seconds of waiting in all: a server that restarts is back by then, and a person still waits.
    package static let standard = Retry(limit: 9, first: .milliseconds(250), longest: .seconds(20))

    /// Longer than a server may ask for, a person would rather be told.
    private static let longestRetryAfter = 120

    private let limit: Int
    private let first: Duration
    private let longest: Duration
    private var failures = 0

    package init(limit: Int, first: Duration, longest: Duration) {
        self.limit = limit
        self.first = first
        self.longest = longest
    }

    package mutating func progress() { failures = 0 }

    /// How long to wait before the next try; nil after the last one.
    ///
    /// - Parameters:
    ///   - retryAfter: what the server asks for, in seconds.
    ///   - jitter: a random number from 0 to 1: where between half of the wait and the whole of it.
    package mutating func wait(retryAfter: Int? = nil, jitter: Double) -> Duration? {
        failures += 1
        guard failures < limit, retryAfter ?? 0 <= Self.longestRetryAfter else { return nil }
        let wait = min(longest, first * (1 << min(failures - 1, 30)))
        return max(.seconds(retryAfter ?? 0), wait / 2 + wait / 2 * jitter)
    }
}

/// What an answer's status means for a pull.
package enum AnswerVerdict: Hashable, Sendable {
    case good
    case retry
    case failure(PullFailure)

    package init(status: Int) {
        switch status {
        case 200..<300: self = .good
        case 408, 425, 429, 500..<600: self = .retry
        case 401, 403, 407: self = .failure(.sourceForbidden)
        case 404, 410: self = .failure(.sourceNotFound)
        default: self = .failure(.invalidSource)
        }
    }
}
