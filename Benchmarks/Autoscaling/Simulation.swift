import ServingCore
import TestSupport

/// Runs autoscalers against the same arrivals, and prints what docs/autoscaling.md publishes of it.
@main
enum Simulation {
    static func main() {
        print(
            "One request at a time takes \(Replicas.secondsPerRequest) s, a replica \(Replicas.secondsToStart) s to start; "
                + "\(Contender.target.percent) % are aimed at, up to \(Contender.target.replicas.upperBound) replicas."
        )
        for trace in Trace.all {
            print("\n\(trace.name): \(trace.description)\n")
            print("| | 503 | utilisation | replica-hours | begun |\n|---|---|---|---|---|")
            var figures = Contender.all.map { _ in Figures() }
            for round in 0..<trace.rounds {
                var generator = SplitMix64(seed: UInt64(round))
                let phase = Int.random(in: 0..<StockAutoscaler.period, using: &generator)
                let arrivals = trace.arrivals(&generator)
                for (index, contender) in Contender.all.enumerated() {
                    figures[index] += run(contender.make(phase), on: arrivals, from: trace.rate(0))
                }
            }
            for (contender, sum) in zip(Contender.all, figures) { print(sum.row(contender.name, rounds: trace.rounds)) }
        }
    }

    /// - Parameters:
    ///   - arrivals: the requests of each step.
    ///   - rate: the requests per second that there are replicas for at the beginning.
    private static func run(_ autoscaler: any Autoscaler, on arrivals: [Int], from rate: Double) -> Figures {
        var autoscaler = autoscaler
        var replicas = Replicas(Contender.target.replicas(for: Int(rate.rounded()) * Replicas.secondsPerRequest))
        var usage = ProcessorUsage()
        var sample = replicas.requests
        for (step, count) in arrivals.enumerated() {
            if step == Trace.secondsBefore * Replicas.stepsPerSecond { replicas.figures = Figures() }
            replicas.step(arrivals: count)
            usage.add(replicas.requests.busy)
            guard step % Replicas.stepsPerSecond == 0 else { continue }
            let observation = Observation(
                second: step / Replicas.stepsPerSecond,
                replicas: replicas.wanted,
                ready: replicas.ready,
                requests: sample,
                processors: usage.latest
            )
            replicas.scale(to: autoscaler.replicas(observation))
            sample = replicas.requests
        }
        return replicas.figures
    }
}
