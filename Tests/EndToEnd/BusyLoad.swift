import KubernetesClient

/// So many requests at any moment: whenever one is answered, the next one is sent.
enum BusyLoad {
    static func run(_ url: String, requests: Int, during work: () async throws -> Void) async throws {
        let transport = CurlTransport()
        defer { transport.shutDown() }
        let sending = Task {
            await withDiscardingTaskGroup { group in
                for _ in 0..<requests {
                    group.addTask {
                        while !Task.isCancelled {
                            let isAnswered = await send(url, transport)
                            if !isAnswered { try? await Task.sleep(for: .milliseconds(200)) }
                        }
                    }
                }
            }
        }
        try await sending.run(during: work)
    }

    private static func send(_ url: String, _ transport: CurlTransport) async -> Bool {
        let request = HTTPRequest(
            method: "POST",
            url: url,
            headers: [(name: "Content-Type", value: "application/json")],
            body: Array("2".utf8),
            timeout: .seconds(60)
        )
        guard let response = try? await transport.send(request) else { return false }
        _ = try? await response.body.collected(limit: 1 << 16)
        return response.head.status == 200
    }
}
