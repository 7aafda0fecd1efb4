extension Array where Element: Sendable {
    /// Calls `body` for each element, `limit` of them at a time.
    func forEach(atOnce limit: Int, _ body: @escaping @Sendable (Element) async throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            for first in 0..<limit {
                group.addTask {
                    for index in stride(from: first, to: count, by: limit) { try await body(self[index]) }
                }
            }
            try await group.waitForAll()
        }
    }
}
