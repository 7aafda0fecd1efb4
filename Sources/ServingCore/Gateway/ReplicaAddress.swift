/// An IP address of a pod, in the form in which Kubernetes writes it, and the port of its scoring server.
package struct ReplicaAddress: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    private let isIPv6: Bool
    private let port: Int

    package init?(_ text: String) { self.init(text, port: Int(ScoringLayout.port)) }

    /// - Returns: nil for anything but an IPv4 or IPv6 address without a zone.
    package init?(_ text: String, port: Int) {
        if Self.isIPv4(text) {
            isIPv6 = false
        } else if Self.isIPv6(text) {
            isIPv6 = true
        } else {
            return nil
        }
        description = text
        self.port = port
    }

    /// As it stands in a URL.
    var urlHost: String { isIPv6 ? "[\(description)]" : description }

    /// Where HAProxy finds the scoring server.
    var scoringServer: String { with(port: port) }

    /// As HAProxy reads it.
    func with(port: Int) -> String {
        isIPv6 ? "ipv6@[\(description)]:\(port)" : "ipv4@\(description):\(port)"
    }

    private static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in UInt8(part).map { String($0) == part } ?? false }
    }

    /// Up to eight groups of up to four hex digits, where `::` stands once for as many as are missing.
    private static func isIPv6(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let groups = parts.filter { !$0.isEmpty }
        guard groups.allSatisfy({ $0.utf8.count <= 4 && $0.allSatisfy(\.isHexDigit) && $0.allSatisfy(\.isASCII) })
        else {
            return false
        }
        guard text.contains("::") else { return parts.count == 8 && groups.count == 8 }
        // Every colon but those of the one gap stands between two groups.
        let empty = 1 + (text.hasPrefix("::") ? 1 : 0) + (text.hasSuffix("::") ? 1 : 0)
        return groups.count <= 7 && parts.count - groups.count == empty
    }
}
