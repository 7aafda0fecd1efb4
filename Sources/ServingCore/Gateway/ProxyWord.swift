/// A word that HAProxy's configuration, map files and commands can hold as it is: nothing in it ends a word, a line or a
/// command, or is expanded. Names of Kubernetes objects, host names and lower-case hex are such words.
///
/// Whatever reaches HAProxy from a manifest is such a word, a number or a ``ReplicaAddress``.
package struct ProxyWord: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// - Returns: nil unless `text` has 1 to 253 letters, digits, dashes and dots, and begins with a letter or digit.
    package init?(_ text: String) {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        guard (1...253).contains(text.utf8.count), let first = text.utf8.first, isAlphanumeric(first),
            text.utf8.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") })
        else { return nil }
        description = text
    }

    package static func < (left: ProxyWord, right: ProxyWord) -> Bool { left.description < right.description }
}
