import KubernetesClient
import KubernetesCore

/// What a watcher does next, as a function of what has happened so far.
///
/// List, then watch from where the list ended. A watch that ends cleanly, or breaks, goes on from the last position
/// that it showed; only when the server no longer has that position is everything listed anew.
struct WatcherStateMachine {
    enum Step: Equatable {
        case list(ListOptions)
        case watch(resourceVersion: String)
    }

    /// What a watch event means for the store.
    enum Effect: Equatable {
        case none
        case upsert(JSONValue)
        case delete(JSONValue)
        /// The server ended the watch with an error; ask ``step`` what is next, after the wait.
        case failed(Status, wait: Duration)
    }

    private(set) var step: Step
    private var listed: [JSONValue] = []
    private var backoff: Backoff
    private let selection: Selection

    init(selection: Selection, backoff: Backoff = .watch) {
        self.selection = selection
        self.backoff = backoff
        // "0": any state that the server has at hand will do to begin with, since the watch catches up.
        step = .list(ListOptions(selection: selection, resourceVersion: "0"))
    }

    /// Takes a page.
    ///
    /// - Returns: all objects, when it was the last page.
    mutating func receive(_ page: ListPage) -> [JSONValue]? {
        guard case .list(var options) = step else { return nil }
        listed += page.items
        if let next = page.continue {
            options.continue = next
            // The token holds the position; the server refuses to be told another one.
            options.resourceVersion = nil
            step = .list(options)
            return nil
        }
        defer { listed = [] }
        step = .watch(resourceVersion: page.resourceVersion)
        return listed
    }

    mutating func receive(_ event: WatchEvent, jitter: Double) -> Effect {
        switch event {
        case .added(let object), .modified(let object):
            advance(to: object["metadata"]?["resourceVersion"]?.string)
            return .upsert(object)
        case .deleted(let object):
            advance(to: object["metadata"]?["resourceVersion"]?.string)
            return .delete(object)
        case .bookmark(let resourceVersion):
            advance(to: resourceVersion)
            return .none
        case .error(let status):
            return .failed(status, wait: fail(status, jitter: jitter))
        }
    }

    /// A list or watch failed, or a watch broke.
    ///
    /// - Parameters:
    ///   - status: what the server said; nil when there was no answer.
    ///   - jitter: a random number from 0 to 1, so that a fleet does not come back all at once.
    /// - Returns: how long to wait before the next step.
    mutating func fail(_ status: Status?, jitter: Double) -> Duration {
        if status?.isExpired == true {
            let wasPaging = if case .list(let options) = step { options.continue != nil } else { false }
            listed = []
            // From the newest state, since what the server had at hand may be the very thing that is too old; whole,
            // if it expired between two pages.
            step = .list(ListOptions(selection: selection, limit: wasPaging ? nil : Client.pageSize))
            return backoff.next(jitter: jitter)
        }
        if case .list = step {
            listed = []
            step = .list(ListOptions(selection: selection, limit: Client.pageSize))
        }
        return backoff.next(jitter: jitter)
    }

    /// The server ended a watch as agreed, after `duration`.
    ///
    /// - Returns: how long to wait before the next one; not at all unless the server closes watches at once.
    mutating func end(after duration: Duration, jitter: Double) -> Duration {
        guard duration >= .seconds(1) else { return backoff.next(jitter: jitter) }
        backoff.reset()
        return .zero
    }

    /// A whole list came through: the next failure is a first one.
    mutating func succeed() {
        backoff.reset()
    }

    private mutating func advance(to resourceVersion: String?) {
        guard let resourceVersion, !resourceVersion.isEmpty else { return }
        step = .watch(resourceVersion: resourceVersion)
        // The watch works, so the next failure is a first one, be it in a minute or in a week.
        backoff.reset()
    }
}
