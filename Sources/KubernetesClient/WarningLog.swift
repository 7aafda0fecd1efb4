import KubernetesCore
import Logging
import Synchronization

/// Logs what an API server warns of, such as a version of an API that will go, once for each text.
final class WarningLog: Sendable {
    /// More texts than a server has; so many that differ come from something that goes wrong.
    private static let limit = 1_000

    private let seen = Mutex<Set<String>>([])
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    func log(_ head: HTTPResponseHead) {
        guard let header = head.headers["warning"] else { return }
        for text in WarningHeader.texts(header) {
            let isNew = seen.withLock { $0.count < Self.limit && $0.insert(text).inserted }
            if isNew { logger.warning("the API server warns", metadata: ["warning": "\(text)"]) }
        }
    }
}
