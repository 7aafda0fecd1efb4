/// Something took longer than it may, and was cancelled.
struct DeadlineExceeded: Error, CustomStringConvertible {
    let limit: Duration

    var description: String { "not done within \(limit), so it was cancelled" }
}

/// Runs `body`, and cancels it after `limit`.
///
/// - Throws: what `body` throws; ``DeadlineExceeded`` when it was cancelled, not before it has ended.
func withDeadline<Result: Sendable>(
    _ limit: Duration,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let result = try await group.next() ?? nil else { throw DeadlineExceeded(limit: limit) }
        return result
    }
}
