import Testing

/// Does something that takes a number of milliseconds within `bounds`, up to three times: a busy machine makes it take longer
/// and never shorter, so that the lower bound has to hold each time and the upper bound once.
///
/// - Parameter milliseconds: how long it took.
@discardableResult
func within<Value>(
    _ bounds: ClosedRange<Int>,
    _ milliseconds: (Value) -> Int,
    _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ attempt: () async throws -> Value
) async throws -> Value {
    for _ in 0..<2 {
        let value = try await attempt()
        #expect(milliseconds(value) >= bounds.lowerBound, comment, sourceLocation: sourceLocation)
        if milliseconds(value) <= bounds.upperBound { return value }
    }
    let value = try await attempt()
    #expect(bounds.contains(milliseconds(value)), comment, sourceLocation: sourceLocation)
    return value
}
