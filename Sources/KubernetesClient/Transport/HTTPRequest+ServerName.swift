extension HTTPRequest {
    /// The URL with the name that the server's certificate must bear in place of its host: libcurl verifies, and sends
    /// as SNI, the host of the URL and knows no other way to name it.
    var urlForTLS: String {
        guard let name = tls.serverName, let parts = urlParts else { return url }
        return "\(parts.scheme)://\(name):\(parts.port)\(parts.rest)"
    }

    /// Where to connect although the URL names another host (libcurl's `HOST:PORT:CONNECT-TO-HOST:CONNECT-TO-PORT`).
    var connectTo: String? {
        guard let name = tls.serverName, let parts = urlParts else { return nil }
        return "\(name):\(parts.port):\(parts.host):\(parts.port)"
    }

    /// The host that the server is to see although the URL names another.
    var hostHeader: String? {
        guard tls.serverName != nil, let parts = urlParts else { return nil }
        return "\(parts.host):\(parts.port)"
    }

    private var urlParts: (scheme: Substring, host: Substring, port: Substring, rest: Substring)? {
        guard let separator = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<separator.lowerBound]
        let authorityAndRest = url[separator.upperBound...]
        let authority = authorityAndRest.prefix { $0 != "/" && $0 != "?" }
        let rest = authorityAndRest.dropFirst(authority.count)
        // A colon inside brackets belongs to an IPv6 address.
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            return (scheme, authority[..<colon], authority[authority.index(after: colon)...], rest)
        }
        return (scheme, authority, scheme == "https" ? "443" : "80", rest)
    }
}
