import DequeModule
package import KubernetesCore
package import Metrics
import Synchronization

/// The keys of objects that are to be reconciled. See ``WorkQueueStateMachine`` for the order.
package final class WorkQueue: Sendable {
    private typealias Worker = CheckedContinuation<ObjectKey?, Never>

    private struct State {
        var machine = WorkQueueStateMachine()
        var idleWorkers: Deque<Worker> = []
        var isShutDown = false
        var timer: (deadline: ContinuousClock.Instant, task: Task<Void, Never>)?
    }

    private let state = Mutex(State())
    private let metrics: WorkQueueMetrics

    /// - Parameter name: the controller's, for the metrics.
    package init(name: String, metricsFactory: any MetricsFactory) {
        metrics = WorkQueueMetrics(name: name, factory: metricsFactory)
    }

    /// Keys that wait for a worker.
    package var depth: Int { state.withLock(\.machine.depth) }

    package func add(_ key: ObjectKey, _ priority: Priority = .normal) {
        update { $0.add(key, priority, now: .now) }
    }

    /// - Parameter wait: at most a day: what is longer is cut.
    package func add(_ key: ObjectKey, _ priority: Priority = .normal, after wait: Duration) {
        update { $0.add(key, priority, after: wait, now: .now) }
    }

    /// Sets the metrics that change although nothing happens; to be called before they are read.
    package func updateMetrics() {
        metrics.unfinishedWork(state.withLock { $0.machine.unfinishedWork(at: .now) })
    }

    /// The next key, as soon as there is one; nil once the queue is shut down. Each key goes back by ``finish``.
    func next() async -> ObjectKey? {
        await withCheckedContinuation { worker in
            let isShutDown = state.withLock { state in
                if !state.isShutDown { state.idleWorkers.append(worker) }
                return state.isShutDown
            }
            if isShutDown { worker.resume(returning: nil) } else { update { _ in } }
        }
    }

    func finish(_ key: ObjectKey, _ outcome: WorkQueueStateMachine.Outcome) {
        update { metrics.worked($0.finish(key, outcome, now: .now)) }
    }

    /// Sends every idle worker home. Those at work get nil from their next ``next()``.
    func shutDown() {
        let (workers, timer) = state.withLock { state in
            state.isShutDown = true
            defer {
                state.idleWorkers = []
                state.timer = nil
            }
            return (state.idleWorkers, state.timer)
        }
        timer?.task.cancel()
        for worker in workers { worker.resume(returning: nil) }
    }

    private func update(_ change: (inout WorkQueueStateMachine) -> Void) {
        let handedOut = state.withLock { state in
            let before = state.machine.counts
            // Under the lock, so that the newest depth is the last that is reported.
            defer { metrics.changed(from: before, to: state.machine.counts) }
            change(&state.machine)
            guard !state.isShutDown else { return [(Worker, ObjectKey)]() }
            state.machine.advance(to: .now)
            setTimer(&state)
            var handedOut: [(Worker, ObjectKey)] = []
            while !state.idleWorkers.isEmpty, let (key, waited) = state.machine.take(now: .now) {
                metrics.waited(waited)
                handedOut.append((state.idleWorkers.removeFirst(), key))
            }
            return handedOut
        }
        // Never under the lock: a worker that is resumed may take it.
        for (worker, key) in handedOut { worker.resume(returning: key) }
    }

    /// Makes sure that a task wakes the queue when the next delayed key is due.
    private func setTimer(_ state: inout State) {
        guard let deadline = state.machine.nextDeadline else { return }
        if let timer = state.timer, timer.deadline <= deadline, timer.deadline > .now { return }
        state.timer?.task.cancel()
        let task = Task { [weak self] in
            try? await Task.sleep(until: deadline, clock: .continuous)
            if !Task.isCancelled { self?.update { _ in } }
        }
        state.timer = (deadline, task)
    }
}
