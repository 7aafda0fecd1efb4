package import KubernetesClient
package import KubernetesCore
package import Logging
import ServiceLifecycle
import Synchronization

/// Keeps a ``Store`` like the API server's state of one kind: lists, watches, and recovers from every failure alone.
package final class Watcher<Object: Resource>: ServiceLifecycle.Service, CustomStringConvertible {
    private let type: ResourceType
    private let namespace: String?
    private let selection: Selection
    private let client: Client
    private let store: Store<Object>
    private let reachability: Reachability
    private let backoff: Backoff
    private let logger: Logger
    private let reported = Mutex<String?>(nil)

    /// - Parameter namespace: nil for all namespaces.
    package init(
        _ type: ResourceType,
        in namespace: String? = nil,
        selecting selection: Selection = Selection(),
        client: Client,
        store: Store<Object>,
        reachability: Reachability,
        backoff: Backoff = .watch,
        logger: Logger
    ) {
        self.type = type
        self.namespace = namespace
        self.selection = selection
        self.client = client
        self.store = store
        self.reachability = reachability
        self.backoff = backoff
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.watchForEver() }
    }

    private func watchForEver() async {
        var machine = WatcherStateMachine(selection: selection, backoff: backoff)
        while !Task.isCancelled {
            if machine.beginsAnew { store.beginReplacement() }
            let wait = await take(machine.step, &machine)
            if wait > .zero { try? await Task.sleep(for: wait) }
        }
    }

    /// Takes one step and tells how long to wait before the next.
    private func take(_ step: WatcherStateMachine.Step, _ machine: inout WatcherStateMachine) async -> Duration {
        do throws(ClientError) {
            switch step {
            case .stream: return try await watch(from: nil, &machine)
            case .list(let options): return try await list(options, &machine)
            case .watch(let resourceVersion): return try await watch(from: resourceVersion, &machine)
            }
        } catch {
            guard !Task.isCancelled else { return .zero }
            let wait = machine.fail(WatcherStateMachine.Failure(error), jitter: .random(in: 0...1))
            // Without a wait there is another way to the same end.
            if wait > .zero { report(error) }
            return wait
        }
    }

    private func list(_ options: ListOptions, _ machine: inout WatcherStateMachine) async throws(ClientError)
        -> Duration
    {
        let page = try await client.page(of: type, in: namespace, options, store.upsert)
        succeeded()
        if machine.receive(page) { finishReplacement() }
        return .zero
    }

    private func watch(
        from resourceVersion: String?,
        _ machine: inout WatcherStateMachine
    ) async throws(ClientError) -> Duration {
        let start = ContinuousClock.now
        // The server ends each watch after a time of its own, so that many watchers do not come back together.
        let timeout = Int.random(in: 300..<600)
        let request = type.watch(in: namespace, selecting: selection, from: resourceVersion, timeoutSeconds: timeout)
        var events = try await client.watch(request).makeAsyncIterator()
        succeeded()
        do throws(ClientError) {
            while let event = try await events.next() {
                switch machine.receive(event, jitter: .random(in: 0...1)) {
                case .none: break
                case .upsert(let object): store.upsert(object)
                case .delete(let object): store.delete(object)
                case .complete: finishReplacement()
                case .failed(let status, let wait):
                    report(ClientError(.api(status), request))
                    return wait
                }
            }
        } catch {
            // API servers send no bookmarks where they cache nothing, as with Events: silence alone is no failure, and the
            // next watch shows whether anybody is there.
            guard case .transport(.timedOut) = error.cause, !machine.beginsAnew else { throw error }
        }
        return machine.end(after: ContinuousClock.now - start, jitter: .random(in: 0...1))
    }

    private func finishReplacement() {
        store.finishReplacement()
        FreedMemory.giveBack()
    }

    package var description: String { "watch of \(type.qualifiedPlural)" }

    /// Says what is wrong once, and not again while it stays the same.
    private func report(_ error: ClientError) {
        if case .transport = error.cause { return reachability.failed(error) }
        guard error.status?.isExpired != true else { return }
        let problem =
            error.isNotFound
            ? "the API server does not know \(type.qualifiedPlural) in \(type.version); are the CRDs installed?"
            : "\(error)"
        let isNew = reported.withLock { reported in
            defer { reported = problem }
            return reported != problem
        }
        if isNew { logger.error("cannot watch", metadata: ["kind": "\(type.kind)", "error": "\(problem)"]) }
    }

    private func succeeded() {
        reachability.succeeded()
        reported.withLock { $0 = nil }
    }
}

extension WatcherStateMachine.Failure {
    fileprivate init(_ error: ClientError) {
        self =
            switch error.cause {
            case .api(let status): .refused(status)
            case .transport, .configuration: .unreachable
            case .malformed: .malformed
            }
    }
}
