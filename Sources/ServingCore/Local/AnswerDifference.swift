package import KubernetesCore

/// Where an answer is not what was expected of it.
package struct AnswerDifference: Hashable, Sendable, CustomStringConvertible {
    let path: FieldPath
    let problem: String

    /// The first difference; nil if there is none.
    ///
    /// - Parameter tolerance: how far a number may be off, as a part of the expected one.
    package static func first(
        _ actual: JSONValue,
        expected: JSONValue,
        tolerance: Double,
        at path: FieldPath = FieldPath()
    ) -> AnswerDifference? {
        if let (left, right) = both(actual.double, expected.double) {
            guard left != right, abs(left - right) > tolerance * abs(right) else { return nil }
        } else if let (left, right) = both(actual.array, expected.array) {
            guard left.count == right.count else {
                return AnswerDifference(path: path, problem: "has \(left.count) elements, not \(right.count)")
            }
            return zip(left, right).enumerated().lazy.compactMap { index, pair in
                first(pair.0, expected: pair.1, tolerance: tolerance, at: path.index(index))
            }.first
        } else if let (left, right) = both(actual.object, expected.object) {
            if let extra = left.keys.first(where: { right[$0] == nil }) {
                return AnswerDifference(path: path.member(extra), problem: "is not expected")
            }
            return right.members.lazy.compactMap { key, value in
                guard let member = left[key] else {
                    return AnswerDifference(path: path.member(key), problem: "is missing")
                }
                return first(member, expected: value, tolerance: tolerance, at: path.member(key))
            }.first
        } else if actual == expected {
            return nil
        }
        return AnswerDifference(path: path, problem: "is \(actual.jsonText), not \(expected.jsonText)")
    }

    package var description: String { path.steps.isEmpty ? problem : "\(path) \(problem)" }

    private static func both<Value>(_ left: Value?, _ right: Value?) -> (Value, Value)? {
        if let left, let right { (left, right) } else { nil }
    }
}
