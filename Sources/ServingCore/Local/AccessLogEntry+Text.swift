extension AccessLogEntry {
    /// For a person: status, method, service and action, by when, and the request's identifier.
    package var text: String {
        let request = [method, service.map { "\($0)/\(action ?? "")" }, deployment]
        var text = "\(status) \(request.compactMap { $0 }.joined(separator: " ")) in \(totalTime) ms"
        if queueTime > 0 { text += ", \(queueTime) ms of it in the queue" }
        return text + (requestID.map { " (\($0))" } ?? "")
    }
}
