import KubernetesCore

extension LocalServer {
    /// Why a server has ended, in a sentence with the file and line of the user's own code where there is one.
    ///
    /// - Parameters:
    ///   - words: what it has said.
    ///   - root: what it was started below.
    ///   - exitCode: nil when a signal has ended it.
    ///   - packages: what lists the packages that were installed.
    package func failure(saying words: String, below root: String, exitCode: Int?, packages: String) -> String {
        let log = ScoringServerLog(Self.podPaths(words, below: root), packages: packages)
        let object = "ModelDeployment \(deployment.name): "
        if let diagnosis = exitCode.flatMap({ log.diagnosis(exitCode: $0, seeLog: "the server's log") }) {
            return object + diagnosis.message + (diagnosis.remedy.map { "; \($0)" } ?? "")
        }
        let end = exitCode.map { "ended with exit code \($0)" } ?? "was killed"
        return object + "the scoring server \(end)" + (log.lastWords.map { ": \($0)" } ?? "")
    }
}
