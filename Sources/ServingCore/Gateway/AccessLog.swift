/// A line of JSON for each request, without its body and without keys. Times are in milliseconds, -1 where the request did
/// not come so far.
enum AccessLog {
    /// HAProxy's log-format, for between double quotes.
    ///
    /// - Parameter hasPeers: whether a request may wait in the queue of another gateway, which then tells of it as `owner`.
    static func format(hasPeers: Bool) -> String {
        let members = [
            ("time", "%Ts.%ms"),
            ("requestId", text(Variable.requestID)),
            ("service", text(Variable.service)),
            ("namespace", text(Variable.namespace)),
            ("deployment", text(Variable.deployment)),
            ("replica", text("%s")),
            ("method", text("%HM")),
            ("action", text(Variable.action)),
            ("status", "%ST"),
            ("bytesIn", "%U"),
            ("bytesOut", "%B"),
            ("queueMs", "%Tw"),
            ("connectMs", "%Tc"),
            ("responseMs", "%Tr"),
            ("totalMs", "%Ta"),
            ("state", text("%tsc")),
            ("client", text("%ci")),
        ]
        let owner = hasPeers ? [("owner", OwnerRules.told)] : []
        return "{" + (members + owner).map { #"\"\#($0)\":\#($1)"# }.joined(separator: ",") + "}"
    }

    /// HAProxy's error-log-format, for a connection that ends before there is a request, such as one whose TLS fails.
    static let errorFormat =
        #"{\"time\":%Ts.%ms,\"client\":\"%ci\",\"error\":\"%[fc_err_str]\",\"tls\":\"%[ssl_fc_err_str]\"}"#

    /// Nothing that a client sends gets here unless it is a word of a map, or has a form without quotation marks.
    private static func text(_ value: String) -> String { #"\"\#(value)\""# }
}
