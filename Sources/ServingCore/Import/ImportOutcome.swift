package import KubernetesCore

/// What has become of an import.
package struct ImportOutcome: Hashable, Sendable {
    /// In the order in which they are applied; none if there is a problem.
    package let manifests: [JSONValue]
    package let gaps: [ImportGap]
    package let problems: [ImportProblem]

    /// Where the key of a place stands in its file.
    package struct Position: Hashable, Sendable {
        let file: String
        let line: Int
        let column: Int

        package init(file: String, line: Int, column: Int) {
            self.file = file
            self.line = line
            self.column = column
        }
    }

    /// A line for each problem or gap, in the order of the files, and one that sums them up.
    ///
    /// - Parameter locate: gives the position of a place that is in a file.
    package func report(_ locate: (ImportPlace) -> Position?) -> String {
        let entries =
            problems.isEmpty ? gaps.map { ($0.place, $0.text) } : problems.map { ($0.place, $0.problem) }
        let located = entries.map { (place: $0, text: $1, position: locate($0)) }
        let sorted = located.sorted { left, right in
            (left.place.rank, left.position?.line ?? 0, left.position?.column ?? 0)
                < (right.place.rank, right.position?.line ?? 0, right.position?.column ?? 0)
        }
        let lines = sorted.map { place, text, position in
            let prefix = position.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
            return prefix + (place.key.isEmpty ? "" : "\(place.key): ") + text
        }
        return (lines + [summary]).map { $0 + "\n" }.joined()
    }

    private var summary: String {
        guard problems.isEmpty else {
            return "nothing is written: \(problems.count) \(problems.count == 1 ? "problem" : "problems")"
        }
        let counts = ImportGap.Kind.allCases.compactMap { kind in
            let count = gaps.count { $0.kind == kind }
            return count == 0 ? nil : "\(count) \(kind.rawValue)"
        }
        return "\(manifests.count) objects; "
            + (counts.isEmpty ? "everything is carried over" : counts.joined(separator: ", "))
    }
}

extension ImportPlace {
    fileprivate var rank: Int {
        switch self {
        case .inferenceConfig: 0
        case .deploymentConfig: 1
        case .option: 2
        }
    }
}

extension ImportGap {
    fileprivate var text: String { "\(kind.rawValue): \(why)" + (remedy.map { "; \($0)" } ?? "") }
}
