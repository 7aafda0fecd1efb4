/// Waits until `condition` gives a value, asking every 20 ms. The default limit is for a machine that runs many tests at
/// once; name a shorter one where the time is what is tested.
///
/// - Throws: ``TimedOut`` with `what` and the last error when it takes longer than `limit`.
@discardableResult
package func eventually<Value>(
    _ what: String,
    within limit: Duration = .seconds(60),
    _ condition: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    var lastError: (any Error)?
    while true {
        // Read before asking, so that a machine too busy to wake this task in time gets another answer, not a failure.
        let isLast = ContinuousClock.now >= deadline
        do {
            if let value = try await condition() { return value }
            lastError = nil
        } catch {
            lastError = error
        }
        if isLast { throw TimedOut(what: what, limit: limit, lastError: lastError) }
        try await Task.sleep(for: .milliseconds(20))
    }
}

package struct TimedOut: Error, CustomStringConvertible {
    let what: String
    let limit: Duration
    let lastError: (any Error)?

    package var description: String {
        "not within \(limit): \(what)" + (lastError.map { " (\($0))" } ?? "")
    }
}
