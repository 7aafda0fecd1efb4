/// A value that holds secrets: `print`, `debugPrint`, `dump` and string interpolation all show its `description` alone.
package protocol Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Redacted {
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
