extension [String] {
    /// The name that is at most two typing mistakes away.
    package func closest(to name: String) -> String? {
        filter { abs($0.utf8.count - name.utf8.count) <= 2 }
            .map { ($0, $0.lowercased().editDistance(to: name.lowercased())) }
            .filter { $0.1 <= 2 }
            .min { $0.1 < $1.1 }?.0
    }
}

extension String {
    fileprivate func editDistance(to other: String) -> Int {
        let other = Array(other)
        var row = Array(0...other.count)
        for (index, character) in enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in other.indices {
                let substitution = diagonal + (character == other[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = Swift.min(substitution, diagonal + 1, row[column] + 1)
            }
        }
        return row[other.count]
    }
}
