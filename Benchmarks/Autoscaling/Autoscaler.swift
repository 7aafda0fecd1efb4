import ServingCore

/// What an autoscaler can know.
struct Observation {
    let second: Int
    /// How many replicas are asked for.
    let replicas: Int
    /// How many of them have started.
    let ready: Int
    /// As they were a second ago.
    var requests: RequestCount
    /// How many processors all replicas have kept busy, on average over metrics-server's last interval.
    let processors: Double
}

/// Says how many replicas there are to be; asked every second.
protocol Autoscaler {
    mutating func replicas(_ observation: Observation) -> Int
}

/// Slipway with `fastScaleUp`: the autoscaler of Kubernetes, and what the controller adds between two of its looks.
struct FastAutoscaler: Autoscaler {
    var scaler: StockAutoscaler
    let target: UtilizationTarget
    private var peaks = RequestPeaks()

    init(scaler: StockAutoscaler, target: UtilizationTarget) {
        self.scaler = scaler
        self.target = target
    }

    mutating func replicas(_ observation: Observation) -> Int {
        peaks.add(["": observation.requests.total])
        var told = observation
        told.requests = RequestCount(busy: peaks[""])
        let scaled = scaler.replicas(told)
        return FastScaleUp(target, current: scaled, requests: observation.requests)?.replicas ?? scaled
    }
}

/// Azure ML's: it looked every second, added at once, and took away what had not been needed for about a minute. How it did
/// the latter has never been published.
struct OneSecondAutoscaler: Autoscaler {
    let target: UtilizationTarget
    /// Of the last seconds, the newest last.
    private var needed: [Int] = []

    init(target: UtilizationTarget) {
        self.target = target
    }

    mutating func replicas(_ observation: Observation) -> Int {
        needed.append(target.replicas(for: observation.requests.total))
        if needed.count > UtilizationReading.secondsBeforeLess { needed.removeFirst() }
        return needed.max() ?? observation.replicas
    }
}
