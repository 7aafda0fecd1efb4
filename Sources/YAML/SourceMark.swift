/// A place in a text. Lines and columns count from 1, a column is one Unicode scalar.
package struct SourceMark: Hashable, Sendable {
    package let line: UInt32
    package let column: UInt32

    package static let start = SourceMark(line: 1, column: 1)

    package init(line: UInt32, column: UInt32) {
        self.line = line
        self.column = column
    }

    /// The same place in a text whose part begins at `origin`.
    func moved(to origin: SourceMark) -> SourceMark {
        SourceMark(line: origin.line + line - 1, column: line == 1 ? origin.column + column - 1 : column)
    }
}

extension SourceMark: CustomStringConvertible {
    package var description: String { "\(line):\(column)" }
}
