/// Cuts a stream of bytes into lines, wherever the network cut it into pieces.
///
/// A watch sends one JSON document a line; one object may fill many pieces, and one piece may hold many objects.
package struct LineFramer: Sendable {
    private var partial: [UInt8] = []
    private let limit: Int

    /// - Parameter limit: the longest line in bytes. etcd stores at most 1.5 MiB an object by default, which JSON with
    ///   its escapes can at most sextuple.
    package init(limit: Int = 16 << 20) {
        self.limit = limit
    }

    package struct LineTooLong: Error {
        package let limit: Int
    }

    /// Takes the next piece and gives the lines that it completes, without their line feeds; empty lines are left out.
    package mutating func lines(appending piece: some Collection<UInt8>) throws(LineTooLong) -> [ArraySlice<UInt8>] {
        let searched = partial.count
        // An array that is taken over whole is not copied, and may have many megabytes.
        if partial.isEmpty { partial = Array(piece) } else { partial += piece }
        guard partial[searched...].contains(UInt8(ascii: "\n")) else {
            guard partial.count <= limit else { throw LineTooLong(limit: limit) }
            return []
        }
        var lines = partial.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let rest = lines.removeLast()
        partial = Array(rest)
        guard partial.count <= limit, lines.allSatisfy({ $0.count <= limit }) else { throw LineTooLong(limit: limit) }
        return lines.filter { !$0.isEmpty }
    }
}
