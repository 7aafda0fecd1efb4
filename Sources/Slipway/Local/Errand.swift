import Subprocess

/// A program that a run waits for, such as pip. It ends when the run is told to stop.
struct Errand {
    /// By its path.
    let program: String
    let arguments: [String]

    /// - Returns: whether it ended well, and what it wrote to its standard error. What else it writes is seen at once.
    func run(in folder: RunFolder) async throws -> (isSuccess: Bool, error: String) {
        let result = try await Subprocess.run(
            HeldProgram(program, arguments).configuration,
            input: .inputWriter,
            output: .currentStandardError,
            error: .string(limit: 1 << 20)
        ) { execution in
            try await HeldProgram.release(execution, in: folder)
        }
        if let identity = result.closureResult { folder.forget(identity) }
        try Task.checkCancellation()
        return (result.terminationStatus.isSuccess, result.standardError)
    }
}
