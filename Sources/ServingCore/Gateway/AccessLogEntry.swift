import KubernetesCore

/// What HAProxy says of one request, in a line that ``AccessLog`` has made.
package struct AccessLogEntry: Hashable, Sendable {
    package let requestID: String?
    package let method: String?
    /// `score` or `swagger.json`.
    package let action: String?
    /// As the client named it; nil where the path names none.
    package let service: String?
    /// As HAProxy chose it, with its namespace; nil where the request did not come so far.
    package let deployment: String?
    package let namespace: String?
    /// 499, as nginx says, if the client had gone before there was an answer.
    package let status: Int
    /// Milliseconds in the queue, be it here or at another gateway; -1 if it did not come so far, or nobody knows.
    package let queueTime: Int
    /// Milliseconds from the request's first byte to the answer's last.
    package let totalTime: Int

    /// - Returns: nil if the line says something else.
    package init?(_ line: some Collection<UInt8>) {
        guard line.first == UInt8(ascii: "{"), let object = try? JSONValue(parsing: line),
            let status = object["status"]?.integer, let queueTime = object["queueMs"]?.integer,
            let totalTime = object["totalMs"]?.integer
        else { return nil }
        func text(_ name: String) -> String? { object[name]?.string.flatMap { $0 == "-" ? nil : $0 } }
        requestID = text("requestId")
        method = text("method")
        action = text("action")
        service = text("service")
        deployment = text("deployment")
        namespace = text("namespace")
        // HAProxy's `CQ`, `CC` and `CH`, for which it writes -1 or 400.
        let hasClientGone = text("state").map { $0.hasPrefix("C") && "QCH".contains($0.dropFirst().prefix(1)) } == true
        (self.status, self.queueTime, self.totalTime) = (
            hasClientGone ? 499 : Int(status), Int(object["owner"]?["queueMs"]?.integer ?? queueTime), Int(totalTime)
        )
    }
}
