import KubernetesClient
import KubernetesCore

/// What a watcher does next, as a function of what has happened so far.
///
/// First the whole state: streamed by a watch where the server can do that, else listed in pages. Then a watch from
/// there. A watch that ends, or breaks, goes on from the last position that it showed; only when the server no longer
/// has that position, or answers with nonsense again and again, is the whole state asked for anew.
struct WatcherStateMachine {
    enum Step: Equatable {
        /// A watch that begins with all there is (`sendInitialEvents`, Kubernetes 1.32 and later).
        case stream
        case list(ListOptions)
        case watch(resourceVersion: String)
    }

    /// What a watch event means for the store.
    enum Effect: Equatable {
        case none
        case upsert(JSONValue)
        case delete(JSONValue)
        /// What has come since the stream began is the whole state.
        case complete
        /// The server ended the watch with an error; ask ``step`` what is next, after the wait.
        case failed(Status, wait: Duration)
    }

    enum Failure: Equatable {
        /// There was no answer, or it broke off.
        case unreachable
        /// What came is no answer of an API server.
        case malformed
        case refused(Status)
    }

    /// How often in a row a position may fail for no known reason before it is given up.
    private static let patience = 3

    private(set) var step = Step.stream
    private var isStreamRefused = false
    private var failuresInARow = 0
    private var backoff: Backoff
    private let selection: Selection

    init(selection: Selection, backoff: Backoff = .watch) {
        self.selection = selection
        self.backoff = backoff
    }

    /// Whether what the next step brings replaces what is known, rather than adding to it.
    var beginsAnew: Bool {
        switch step {
        case .stream: true
        case .list(let options): options.continue == nil
        case .watch: false
        }
    }

    /// Takes note of a page.
    ///
    /// - Returns: whether it was the last one.
    mutating func receive(_ page: ListPage) -> Bool {
        guard case .list(var options) = step else { return false }
        if let next = page.continue {
            options.continue = next
            // The token holds the position; the server refuses to be told another one.
            options.resourceVersion = nil
            step = .list(options)
            return false
        }
        step = .watch(resourceVersion: page.resourceVersion)
        succeed()
        return true
    }

    mutating func receive(_ event: WatchEvent, jitter: Double) -> Effect {
        switch event {
        case .added(let object), .modified(let object):
            advance(to: object["metadata"]?["resourceVersion"]?.string)
            return .upsert(object)
        case .deleted(let object):
            advance(to: object["metadata"]?["resourceVersion"]?.string)
            return .delete(object)
        case .bookmark(let resourceVersion, let endsInitialEvents):
            if step == .stream, endsInitialEvents {
                step = .watch(resourceVersion: resourceVersion)
                succeed()
                return .complete
            }
            advance(to: resourceVersion)
            return .none
        case .error(let status):
            return .failed(status, wait: fail(.refused(status), jitter: jitter))
        }
    }

    /// A request failed, or a watch broke.
    ///
    /// - Parameter jitter: a random number from 0 to 1, so that a fleet does not come back all at once.
    /// - Returns: how long to wait before the next step.
    mutating func fail(_ failure: Failure, jitter: Double) -> Duration {
        if case .refused(let status) = failure {
            if step == .stream, status.isInvalid {
                isStreamRefused = true
                step = firstList
                return .zero
            }
            if status.isExpired {
                beginAnew(afterExpiry: true)
                return backoff.next(jitter: jitter)
            }
        }
        failuresInARow += 1
        switch step {
        // Part of the state may have come already.
        case .stream: step = failuresInARow < Self.patience ? .stream : firstList
        case .list: beginAnew(afterExpiry: false)
        // A server that is not there, or overloaded, has not lost the position.
        case .watch where failure.concernsServer || failuresInARow < Self.patience: break
        case .watch: beginAnew(afterExpiry: false)
        }
        return backoff.next(jitter: jitter)
    }

    /// The server ended a watch as agreed, after `duration`.
    ///
    /// - Returns: how long to wait before the next one; not at all unless the server closes watches at once.
    mutating func end(after duration: Duration, jitter: Double) -> Duration {
        // Nobody agreed to the end of a stream before its state was complete.
        guard step != .stream else { return fail(.malformed, jitter: jitter) }
        guard duration >= .seconds(1) else { return backoff.next(jitter: jitter) }
        backoff.reset()
        return .zero
    }

    /// "0": any state that the server has at hand will do to begin with, since the watch catches up.
    private var firstList: Step {
        .list(ListOptions(selection: selection, resourceVersion: "0"))
    }

    private mutating func beginAnew(afterExpiry isExpired: Bool) {
        let wasPaging = if case .list(let options) = step { options.continue != nil } else { false }
        guard isStreamRefused || step.isList else { return step = .stream }
        // From the newest state, since what the server had at hand may be the very thing that is too old; whole, if it
        // expired between two pages.
        step = .list(ListOptions(selection: selection, limit: isExpired && wasPaging ? nil : Client.pageSize))
    }

    private mutating func advance(to resourceVersion: String?) {
        guard step != .stream, let resourceVersion, !resourceVersion.isEmpty else { return }
        step = .watch(resourceVersion: resourceVersion)
        // The watch works, so the next failure is a first one, be it in a minute or in a week.
        succeed()
    }

    private mutating func succeed() {
        failuresInARow = 0
        backoff.reset()
    }
}

extension WatcherStateMachine.Step {
    fileprivate var isList: Bool {
        if case .list = self { true } else { false }
    }
}

extension WatcherStateMachine.Failure {
    /// Whether it says something of the server's health and nothing of what was asked.
    fileprivate var concernsServer: Bool {
        switch self {
        case .unreachable: true
        case .malformed: false
        case .refused(let status): status.code == 429 || status.code == 503
        }
    }
}
