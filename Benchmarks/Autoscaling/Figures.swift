/// What has come of one or several runs.
struct Figures {
    var requests = 0
    /// Those that waited too long: 503.
    var refused = 0
    /// Steps of replicas that worked on a request.
    var busySteps = 0
    /// Steps of all replicas, also of those that were starting.
    var replicaSteps = 0
    /// Replicas that were begun.
    var begun = 0

    static func += (left: inout Figures, right: Figures) {
        left.requests += right.requests
        left.refused += right.refused
        left.busySteps += right.busySteps
        left.replicaSteps += right.replicaSteps
        left.begun += right.begun
    }

    func row(_ name: String, rounds: Int) -> String {
        let hours = Double(replicaSteps) / Double(Replicas.stepsPerSecond * 3600 * rounds)
        let refusedShare = Double(refused) / Double(max(1, requests))
        let utilization = Double(busySteps) / Double(max(1, replicaSteps))
        return "| \(name) | \(Self.hundredths(refusedShare * 100)) % | \(Int((utilization * 100).rounded())) % | "
            + "\(Self.tenths(hours)) | \(begun / rounds) |"
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func hundredths(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)"
    }
}
