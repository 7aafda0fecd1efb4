/// A row of the table.
struct TrialResult: Sendable {
    let name: String
    /// From the end of each strike until everything was right.
    var recoveries: [Duration] = []
    /// Members of the fleet whose last edit never arrived.
    var lost = 0
    /// Children and writes beyond what was needed.
    var duplicated = 0
    /// The controller's resident memory before, at the most, and after, in KiB.
    var memory: (before: Int, peak: Int, after: Int)?
    /// Why the fault counts as not survived.
    var problems: [String] = []

    var isSurvived: Bool { problems.isEmpty && lost == 0 && duplicated == 0 && !recoveries.isEmpty }

    static let heading = """
        | fault | times | recovered in (median / worst) | lost | duplicated | memory before / peak / after |
        |---|---|---|---|---|---|
        """

    var row: String {
        let sorted = recoveries.sorted()
        let times = sorted.isEmpty ? "never" : "\(sorted[sorted.count / 2].text) / \(sorted[sorted.count - 1].text)"
        let memory = memory.map { "\($0.before >> 10) / \($0.peak >> 10) / \($0.after >> 10) MiB" } ?? ""
        let verdict = isSurvived ? "" : " **failed**"
        return "| \(name)\(verdict) | \(recoveries.count) | \(times) | \(lost) | \(duplicated) | \(memory) |"
    }
}

extension Duration {
    fileprivate var text: String {
        let milliseconds = Int(self / .milliseconds(1))
        return milliseconds < 10_000 ? "\(milliseconds) ms" : "\(milliseconds / 1000) s"
    }
}
