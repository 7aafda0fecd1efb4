/// What `/readyz` answers, in the words of Kubernetes' own servers.
struct ReadinessReport {
    let isReady: Bool
    /// One line for each check.
    let lines: String

    /// - Parameter excluded: names of checks that are listed but not made.
    init(_ checks: [HealthServer.Check], excluding excluded: Set<String>) {
        var isReady = true
        lines = checks.reduce(into: "") { lines, check in
            if excluded.contains(check.name) {
                lines += "[+]\(check.name) excluded: ok\n"
            } else if let problem = check.problem() {
                lines += "[-]\(check.name) failed: \(problem)\n"
                isReady = false
            } else {
                lines += "[+]\(check.name) ok\n"
            }
        }
        self.isReady = isReady
    }
}
