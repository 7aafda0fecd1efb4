/// Why a text cannot be read as YAML, and where.
package struct YAMLError: Error, Hashable, CustomStringConvertible {
    package let file: String?
    package let mark: SourceMark
    package let problem: String

    /// `file:line:column: problem`, as compilers write it.
    package var description: String { "\(file.map { "\($0):" } ?? "")\(mark): \(problem)" }
}
