import ServingCore

/// The replicas of a model that takes one request at a time and always as long for it, behind a queue. Time goes by in steps.
struct Replicas {
    static let stepsPerSecond = 10
    static let secondsPerRequest = 1
    static let secondsToStart = 20
    /// Azure ML's default of `maxQueueWaitMs`, 500 ms.
    static let stepsToWait = 5

    /// What has come of it, since it was last reset.
    var figures = Figures()
    /// How many replicas are idle.
    private var idle: Int
    /// How many replicas are ready when, the soonest first; none of them is 0.
    private var starting: [(step: Int, count: Int)] = []
    /// How many requests are done in which step, modulo as many steps as each takes.
    private var done = Array(repeating: 0, count: secondsPerRequest * stepsPerSecond)
    /// How many requests have waited for how many steps.
    private var queue = Array(repeating: 0, count: stepsToWait)
    /// How many replicas go as soon as they have done their request.
    private var leaving = 0
    private var step = 0
    private(set) var requests = RequestCount()
    /// How many replicas are asked for.
    private(set) var wanted: Int

    init(_ replicas: Int) {
        idle = replicas
        wanted = replicas
    }

    /// How many of those asked for have started.
    var ready: Int { idle + requests.busy - leaving }

    mutating func step(arrivals: Int) {
        step += 1
        if let (ready, count) = starting.first, ready == step {
            idle += count
            starting.removeFirst()
        }
        finish()
        accept(arrivals)
        figures.requests += arrivals
        figures.busySteps += requests.busy
        figures.replicaSteps += wanted + leaving
    }

    private mutating func finish() {
        let slot = step % done.count
        requests.busy -= done[slot]
        let gone = min(done[slot], leaving)
        leaving -= gone
        idle += done[slot] - gone
        done[slot] = 0
    }

    /// Whoever has waited longest comes first, or is refused.
    private mutating func accept(_ arrivals: Int) {
        figures.refused += queue.removeLast()
        queue.insert(0, at: 0)
        for age in queue.indices.reversed() {
            let taken = min(queue[age], idle)
            queue[age] -= taken
            start(taken)
        }
        let taken = min(arrivals, idle)
        start(taken)
        queue[0] = arrivals - taken
        requests.queued = queue.reduce(0, +)
    }

    private mutating func start(_ count: Int) {
        idle -= count
        requests.busy += count
        done[step % done.count] += count
    }

    /// Those that have not started go first, as in a ReplicaSet; one that is busy finishes its request.
    mutating func scale(to replicas: Int) {
        let more = replicas - wanted
        wanted = replicas
        if more > 0 { starting.append((step + Self.secondsToStart * Self.stepsPerSecond, more)) }
        figures.begun += max(0, more)
        var fewer = max(0, -more)
        while fewer > 0, let (ready, count) = starting.popLast() {
            if count > fewer { starting.append((ready, count - fewer)) }
            fewer = max(0, fewer - count)
        }
        let taken = min(idle, fewer)
        idle -= taken
        leaving += fewer - taken
    }
}

/// The CPU that metrics-server knows of: an average over its last interval.
struct ProcessorUsage {
    /// metrics-server's `--metric-resolution`.
    private static let steps = 15 * Replicas.stepsPerSecond

    private(set) var latest = 0.0
    private var sum = 0
    private var count = 0

    mutating func add(_ busy: Int) {
        sum += busy
        count += 1
        guard count == Self.steps else { return }
        latest = Double(sum) / Double(count)
        (sum, count) = (0, 0)
    }
}
