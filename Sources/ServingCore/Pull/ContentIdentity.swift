/// What tells one content of an address from the next.
package struct ContentIdentity: Hashable, Sendable {
    /// An ETag or a date: what `If-Range` takes.
    package let validator: String

    /// - Parameter headers: names in lower case.
    /// - Returns: nil where the server gives no strong validator (RFC 9110, 8.8.1), so that parts must not be joined.
    package init?(headers: [String: String]) {
        if let tag = headers["etag"], tag.hasPrefix("\""), tag.count > 2, tag.hasSuffix("\"") {
            validator = tag
        } else if headers["etag"] == nil, let date = headers["last-modified"], let now = headers["date"], date != now {
            // Strong if it is at least a second older than the answer: within that one, it may have changed again.
            validator = date
        } else {
            return nil
        }
    }

    package var isTag: Bool { validator.hasPrefix("\"") }
}

/// The `Content-Range` of an answer: which bytes it holds, and of how many.
package struct ContentRange: Hashable, Sendable {
    /// nil for an answer that holds none (416).
    package let bytes: Range<Int>?
    /// nil where the server does not know.
    package let total: Int?

    package init?(_ header: String?) {
        guard let header, header.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = header.dropFirst(6).split(separator: "/")
        guard parts.count == 2 else { return nil }
        total = Int(parts[1])
        if parts[0] == "*" {
            bytes = nil
            return
        }
        let ends = parts[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).compactMap { Int($0) }
        guard ends.count == 2, ends[0] >= 0, ends[0] <= ends[1], ends[1] < Int.max, ends[1] < total ?? Int.max else {
            return nil
        }
        bytes = ends[0]..<ends[1] + 1
    }
}
