import Subprocess

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
