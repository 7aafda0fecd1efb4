/// Why no cluster can be reached, or why there are no credentials for it: found before a request is sent.
///
/// Its text names files, entries and fields, and never the value of a field that may be secret.
package struct ConfigurationError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// There is no configuration, or what it refers to does not exist.
        case missing
        /// A file exists but cannot be read.
        case unreadable
        case invalid
        /// Valid for other clients, but not for this one.
        case unsupported
        /// An exec plugin gave no credentials; it may do so later.
        case plugin
        /// The caller's task was cancelled.
        case cancelled
    }

    /// Where a configuration is wrong.
    package struct Place: Hashable, Sendable {
        package var file: String?
        /// Such as `user "admin"`.
        package var entry: String?
        package var field: String?

        package init(file: String? = nil, entry: String? = nil, field: String? = nil) {
            self.file = file
            self.entry = entry
            self.field = field
        }
    }

    package let reason: Reason
    package let place: Place
    package let problem: String
    package let remedy: String?

    package init(_ reason: Reason, at place: Place, problem: String, remedy: String? = nil) {
        self.reason = reason
        self.place = place
        self.problem = problem
        self.remedy = remedy
    }

    package static let cancelled = ConfigurationError(.cancelled, at: Place(), problem: "the task was cancelled")
}

extension ConfigurationError: CustomStringConvertible {
    package var description: String {
        let place = [place.file, place.entry, place.field].compactMap { $0.map { "\($0): " } }.joined()
        return place + problem + (remedy.map { "; \($0)" } ?? "")
    }
}
