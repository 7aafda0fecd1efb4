/// Which bytes of a file have been asked for and have come.
package struct RangePlan: Hashable, Sendable {
    private struct Part: Hashable, Sendable {
        let range: Range<Int>
        var position: Int
    }

    /// nil while nobody knows.
    package private(set) var total: Int?
    private let partLength: Int
    private var next: Int
    /// In the order of the file: those that are asked for, without those of the file's beginning that are complete.
    private var parts: [Part]
    private var completeUpTo = 0

    /// - Parameter first: what has been asked for already, from the file's beginning on.
    package init(total: Int?, first: Range<Int>, partLength: Int) {
        self.total = total
        self.partLength = partLength
        next = first.upperBound
        parts = [Part(range: first, position: first.lowerBound)]
    }

    /// What to ask for next; nil when all is asked for.
    package mutating func takeNext() -> Range<Int>? {
        guard let total, next < total else { return nil }
        let range = next..<min(total, next + partLength)
        next = range.upperBound
        parts.append(Part(range: range, position: range.lowerBound))
        return range
    }

    /// All bytes up to `position` of the range that begins with `start` have been written.
    package mutating func wrote(upTo position: Int, ofRangeFrom start: Int) {
        guard let index = parts.firstIndex(where: { $0.range.lowerBound == start }) else { return }
        parts[index].position = position
        while let first = parts.first, first.position >= first.range.upperBound {
            completeUpTo = first.range.upperBound
            parts.removeFirst()
        }
    }

    /// A content whose length was not known has ended.
    package mutating func end(at position: Int) {
        total = position
        completeUpTo = position
        parts = []
    }

    /// So many bytes of the file's beginning are there.
    package var contiguous: Int { parts.first?.position ?? completeUpTo }

    /// So many bytes are there in all.
    package var received: Int { completeUpTo + parts.reduce(0) { $0 + $1.position - $1.range.lowerBound } }

    package var isComplete: Bool { total.map { completeUpTo >= $0 } ?? false }

    /// How many ranges can still be given out.
    package var remainingParts: Int { max(0, ((total ?? 0) - next + partLength - 1) / partLength) }
}
