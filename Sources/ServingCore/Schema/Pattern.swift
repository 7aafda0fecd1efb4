import Synchronization

/// Regular expressions as schemas write them: anchored, and in the syntax that RE2, JSON Schema and Swift share.
package enum Pattern {
    /// Compiling takes thirty times as long as matching.
    private static let compiled = Mutex<[String: Regex<AnyRegexOutput>]>([:])

    /// Whether `pattern` matches `text`; false for a pattern that is none.
    package static func matches(_ text: String, _ pattern: String) -> Bool {
        compiled.withLock { compiled in
            guard let regex = compiled[pattern] ?? (try? Regex(pattern).matchingSemantics(.unicodeScalar)) else {
                return false
            }
            compiled[pattern] = regex
            return (try? regex.firstMatch(in: text)) != nil
        }
    }
}
