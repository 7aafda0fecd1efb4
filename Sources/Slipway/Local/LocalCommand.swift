import ArgumentParser
import SystemPackage
import UnixSignals

struct LocalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "local",
        abstract: "Serves the models of manifests on this machine, without a cluster.",
        subcommands: [LocalRunCommand.self, LocalTestCommand.self]
    )

    /// Runs `body` until it ends or a signal says that it has to, then stops everything.
    ///
    /// - Throws: the exit code, after the reason is told.
    static func withSession(
        _ options: LocalOptions,
        _ console: Console,
        _ body: @escaping @Sendable (LocalSession) async throws -> Void
    ) async throws {
        let signals = await UnixSignalsSequence(trapping: [.sigint, .sigterm, .sighup])
        let work = Task.detached {
            let session = try LocalSession(options, console)
            do {
                try await session.start()
                try await body(session)
                await session.stop()
            } catch {
                await session.stop()
                throw error
            }
        }
        let listener = Task { for await _ in signals { work.cancel() } }
        defer { listener.cancel() }
        do {
            try await work.value
        } catch {
            // Asked to stop, it has done what it should.
            if work.isCancelled { return console.note("stopped") }
            console.report(error)
            throw ExitCode.failure
        }
    }
}

extension Console {
    /// Says what went wrong.
    func report(_ error: any Error) {
        switch error {
        case let code as ExitCode where code != .success: break
        case let invalid as LocalManifests.Invalid: invalid.findings.forEach { note($0.text) }
        default: note("error: \(error)")
        }
    }
}
