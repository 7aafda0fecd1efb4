import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A program that is started in a process group of its own, and does nothing until the process is on record.
///
/// A shell waits for a line, then becomes the program. Should nobody be left to write it, the shell ends: so a run that is
/// killed in between leaves nothing behind that the next one does not know of.
struct HeldProgram {
    var configuration: Configuration

    /// - Parameter path: the program's.
    init(_ path: String, _ arguments: [String], environment: Environment = .inherit, workingDirectory: String? = nil) {
        var options = PlatformOptions()
        // A terminal's Ctrl-C is this process's business.
        options.processGroupID = 0
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))
        ]
        configuration = Configuration(
            executable: .path("/bin/sh"),
            arguments: Arguments(["-c", #"read -r go && exec "$0" "$@" </dev/null"#, path] + arguments),
            environment: environment,
            workingDirectory: workingDirectory.map { FilePath($0) },
            platformOptions: options
        )
    }

    /// Puts the process on record, then lets it go.
    ///
    /// - Returns: nil where it has ended already.
    static func release<Output, ErrorOutput>(
        _ execution: Execution<CustomWriteInput, Output, ErrorOutput>,
        in folder: RunFolder
    ) async throws -> ProcessIdentity? {
        let identity = ProcessIdentity(execution.processIdentifier.value)
        if let identity { try folder.add(identity) }
        _ = try await execution.standardInputWriter.write("go\n")
        try await execution.standardInputWriter.finish()
        return identity
    }
}
