package import KubernetesClient
package import Logging
import Synchronization

/// Says once that the API server is gone, and once that it is back, however many watches notice.
package final class Reachability: Sendable {
    private let unreachableSince = Mutex<ContinuousClock.Instant?>(nil)
    private let logger: Logger

    package init(logger: Logger) {
        self.logger = logger
    }

    package func failed(_ error: ClientError) {
        let isFirst = unreachableSince.withLock { since in
            guard since == nil else { return false }
            since = .now
            return true
        }
        if isFirst { logger.warning("cannot talk to the API server, trying again", metadata: ["error": "\(error)"]) }
    }

    package func succeeded() {
        let since = unreachableSince.withLock { since in
            defer { since = nil }
            return since
        }
        guard let since else { return }
        let seconds = (ContinuousClock.now - since).components.seconds
        logger.notice("the API server answers again", metadata: ["after": "\(seconds) s"])
    }
}
