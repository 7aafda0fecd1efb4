import Glibc

/// Where to listen, written the way Go programs take it: `127.0.0.1:8081`, `[::1]:8081`, `:8081` for all addresses of
/// the machine. Port 0 is any free one.
package struct ListenAddress: Equatable, Sendable {
    package let host: String
    package let port: Int

    /// nil for a text that is none.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        guard host.contains(":") == isBracketed else { return nil }
        self.host = host.isEmpty ? Self.allAddresses : String(host)
        self.port = Int(port)
    }

    /// IPv6's takes IPv4 connections too, and a pod may have only an IPv6 address; but a kernel may be without IPv6.
    private static var allAddresses: String {
        access("/proc/net/if_inet6", F_OK) == 0 ? "::" : "0.0.0.0"
    }
}
