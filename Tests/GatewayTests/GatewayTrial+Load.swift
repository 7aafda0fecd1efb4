import KubernetesClient

extension GatewayTrial {
    /// Sends requests at the same time, each on a connection of its own.
    func askTogether(_ count: Int, _ path: String, headers: [(name: String, value: String)] = []) async throws
        -> [Answer]
    {
        try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 0..<count {
                group.addTask {
                    let transport = CurlTransport()
                    defer { transport.shutDown() }
                    return try await ask(path, headers: headers, by: transport)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
