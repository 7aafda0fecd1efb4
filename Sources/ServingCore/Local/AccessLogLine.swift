import KubernetesCore

/// A request in the gateway's access log, as a person reads it.
package struct AccessLogLine {
    private let members: JSONValue

    /// - Returns: nil for whatever else HAProxy says.
    package init?(_ line: String) {
        guard line.hasPrefix("{"), let members = try? JSONValue(parsing: line.utf8), members["status"] != nil else {
            return nil
        }
        self.members = members
    }

    /// Method, action and service, what came of it, and by when.
    package var text: String {
        func word(_ name: String) -> String? { members[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        let request = [word("method"), word("service").map { "\($0)/\(word("action") ?? "")" }, word("deployment")]
        var text = "\(members["status"]?.integer ?? 0) \(request.compactMap { $0 }.joined(separator: " "))"
        text += " in \(members["totalMs"]?.integer ?? 0) ms"
        if let wait = members["queueMs"]?.integer, wait > 0 { text += ", \(wait) ms of it in the queue" }
        return text + (word("requestId").map { " (\($0))" } ?? "")
    }
}
