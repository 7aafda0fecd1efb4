/// Does all of `work` although the task that waits for it is cancelled, as a test's is when its time is up: others need what
/// is cleaned up here.
@discardableResult
package func evenIfCancelled<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () async throws(Failure) -> Value
) async throws(Failure) -> Value {
    // A task's failure is any error or none.
    let outcome = await Task { () async -> Result<Value, Failure> in
        do throws(Failure) {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }.value
    return try outcome.get()
}

/// Runs `body`, then `cleanUp`, whatever has come of it.
@discardableResult
package func withCleanUp<Value>(
    _ body: () async throws -> Value,
    cleanUp: @escaping @Sendable () async throws -> Void
) async throws -> Value {
    let result: Result<Value, any Error>
    do {
        result = .success(try await body())
    } catch {
        result = .failure(error)
    }
    do {
        try await evenIfCancelled(cleanUp)
    } catch {
        // A failure in the body explains this one, and not the other way round.
        _ = try result.get()
        throw error
    }
    return try result.get()
}
