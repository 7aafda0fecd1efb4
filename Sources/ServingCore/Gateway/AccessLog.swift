/// A line of JSON for each request, without its body and without keys. Times are in milliseconds, -1 where the request did
/// not come so far.
enum AccessLog {
    /// HAProxy's log-format, for between double quotes.
    static let format: String = {
        let members = [
            ("time", "%Ts.%ms"),
            ("requestId", text("var(txn.request_id)")),
            ("service", text("var(txn.service)")),
            ("namespace", text("var(txn.namespace)")),
            ("deployment", text("var(txn.deployment)")),
            ("replica", #"\"%s\""#),
            ("method", text("capture.req.method")),
            ("action", text("var(txn.action)")),
            ("status", "%ST"),
            ("bytesIn", "%U"),
            ("bytesOut", "%B"),
            ("queueMs", "%Tw"),
            ("connectMs", "%Tc"),
            ("responseMs", "%Tr"),
            ("totalMs", "%Ta"),
            ("state", #"\"%tsc\""#),
            ("client", #"\"%ci\""#),
        ]
        return "{" + members.map { #"\"\#($0)\":\#($1)"# }.joined(separator: ",") + "}"
    }()

    /// HAProxy's error-log-format, for a connection that ends before there is a request, such as one whose TLS fails.
    static let errorFormat =
        #"{\"time\":%Ts.%ms,\"client\":\"%ci\",\"error\":\"%[fc_err_str]\",\"tls\":\"%[ssl_fc_err_str]\"}"#

    private static func text(_ sample: String) -> String { #"\"%[\#(sample),json(utf8s)]\""# }
}
