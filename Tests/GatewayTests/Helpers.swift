import KubernetesClient
import Subprocess
import TestSupport

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
