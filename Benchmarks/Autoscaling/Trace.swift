import Glibc

/// How many requests come when.
struct Trace: Sendable {
    let name: String
    let description: String
    let seconds: Int
    /// Requests per second on average, at a second.
    let rate: @Sendable (Double) -> Double

    static let all = [
        Trace(name: "steady", description: "20 requests/s for an hour", seconds: 3600) { _ in 20 },
        Trace(
            name: "diurnal",
            description: "a day from 2 requests/s at night to 40 at noon",
            seconds: 86_400
        ) { second in 2 + 19 * (1 - cos(second * 2 * .pi / 86_400)) },
        Trace(
            name: "spike",
            description: "5 requests/s, 40 for two minutes in the middle of half an hour",
            seconds: 1800
        ) { second in (900..<1020).contains(second) ? 40 : 5 },
        Trace(
            name: "flash crowd",
            description: "5 requests/s, in a minute to 100, ten minutes there, then halved every two minutes; an hour",
            seconds: 3600
        ) { second in
            switch second {
            case ..<600: 5
            case ..<660: 5 + 95 * (second - 600) / 60
            case ..<1260: 100
            default: 5 + 95 * exp2(-(second - 1260) / 120)
            }
        },
        Trace(
            name: "bursts",
            description: "2 requests/s, 20 for ten seconds of every two minutes; an hour",
            seconds: 3600
        ) { second in second.truncatingRemainder(dividingBy: 120) >= 110 ? 20 : 2 },
    ]

    /// How often it runs: each time with arrivals of its own, and another second in which Kubernetes' autoscaler looks.
    var rounds: Int { max(1, 12 * 3600 / seconds) }

    /// For how long requests come as in the first second before anything counts, so that all autoscalers have settled.
    static let secondsBefore = 600

    /// The requests of each step, as if each client knew nothing of the others.
    func arrivals(_ generator: inout some RandomNumberGenerator) -> [Int] {
        (-Self.secondsBefore * Replicas.stepsPerSecond..<seconds * Replicas.stepsPerSecond).map { step in
            let second = Double(max(0, step)) / Double(Replicas.stepsPerSecond)
            return Self.poisson(rate(second) / Double(Replicas.stepsPerSecond), &generator)
        }
    }

    /// Knuth's method, for means that are small.
    private static func poisson(_ mean: Double, _ generator: inout some RandomNumberGenerator) -> Int {
        let limit = exp(-mean)
        var count = 0
        var product = Double.random(in: 0..<1, using: &generator)
        while product > limit {
            count += 1
            product *= Double.random(in: 0..<1, using: &generator)
        }
        return count
    }
}
