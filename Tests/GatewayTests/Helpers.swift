import KubernetesClient
import Subprocess
import TestSupport
import Testing

/// Runs a program to its end.
func run(_ command: String, _ arguments: [String]) async throws -> (isSuccess: Bool, output: String, error: String) {
    let result = try await Subprocess.run(
        .name(command),
        arguments: Arguments(arguments),
        input: .none,
        output: .string(limit: 1 << 22),
        error: .string(limit: 1 << 22)
    )
    return (result.terminationStatus.isSuccess, result.standardOutput, result.standardError)
}

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
