import InMemoryLogging
import Logging
import TestSupport
import Testing

@testable import ControllerRuntime

/// What an operator's log says of an API server that is away, refuses, or works as it should.
@Suite(.timeLimit(.minutes(3))) struct WatcherLoggingTests {
    private let log = InMemoryLogHandler()

    private var logger: Logger { Logger(label: "test") { _ in log } }

    private func lines(_ level: Logger.Level) -> [String] {
        log.entries.filter { $0.level == level }.map(\.message.description)
    }

    /// Runs watchers, one for each script, until each has asked as often as its script has replies, and once more.
    private func run(
        _ scripts: [[WatchScript.Reply]],
        reachability: Reachability? = nil,
        idleTimeout: Duration? = nil
    ) async throws {
        let runs = try scripts.map { replies in
            let script = try WatchScript(replies, idleTimeout: idleTimeout)
            return (script, RunningService(script.watcher(reachability: reachability, logger: logger)))
        }
        for ((script, _), replies) in zip(runs, scripts) { try await script.waitForRequests(replies.count + 1) }
        for (_, watcher) in runs {
            await watcher.stop()
            try await watcher.waitUntilEnded()
        }
    }

    @Test func `a server that is away at the start is told once, and once that it is back`() async throws {
        let away = [WatchScript.Reply](repeating: .noAnswer, count: 6)
        try await run([away + [.list([], "5"), .watch(), .watch()]])
        #expect(lines(.warning) == ["cannot talk to the API server, trying again"])
        #expect(lines(.notice) == ["the API server answers again"])
        #expect(log.entries.count == 2)
        let first = try #require(log.entries.first)
        #expect(first.metadata["error"]?.description.hasPrefix("GET /apis/example.com/v1/widgets: ") == true)
    }

    @Test func `however many watches notice`() async throws {
        let away = [WatchScript.Reply](repeating: .noAnswer, count: 3)
        let reachability = Reachability(logger: logger)
        // Nobody succeeds before everybody has failed, since whoever fails after a success is news.
        try await run([away, away, away], reachability: reachability)
        #expect(lines(.warning).count == 1)
        #expect(lines(.notice).isEmpty)
        try await run([[.list([], "5")], [.list([], "5")], [.list([], "5")]], reachability: reachability)
        #expect(lines(.warning).count == 1)
        #expect(lines(.notice).count == 1)
    }

    @Test func `each time that it goes away is told`() async throws {
        try await run([[.noAnswer, .list([], "5"), .noAnswer, .watch()]])
        #expect(lines(.warning).count == 2)
        #expect(lines(.notice).count == 2)
    }

    @Test func `a watch on which nothing happens for long is begun again without a word`() async throws {
        // What is silent for so long before its head comes would be told.
        try await run([[.list([], "5"), .openWatch(), .openWatch()]], idleTimeout: .seconds(3))
        #expect(log.entries.isEmpty)
    }

    @Test func `a watch that works as it should says nothing`() async throws {
        try await run([
            [
                .list([.widget("a", "1")], "5"), .watch(("MODIFIED", .widget("a", "6"))), .failure(410, "Expired"),
                .list([], "8", more: "one"), .failure(410, "Expired"), .list([], "9"),
                .watch(("ERROR", ScriptedServer.status(410, "Expired"))), .list([], "10"),
            ]
        ])
        #expect(log.entries.isEmpty)
    }

    @Test func `a refusal is told once while it stays the same, and again when it comes back`() async throws {
        let forbidden = [WatchScript.Reply](repeating: .failure(403, "Forbidden"), count: 4)
        try await run([forbidden + [.failure(500, "InternalError"), .list([], "5")] + forbidden])
        #expect(lines(.error).count == 3)
        let codes = log.entries.map { $0.metadata["error"]?.description.split(separator: "(").last }
        #expect(codes == ["403 Forbidden)", "500 InternalError)", "403 Forbidden)"])
        #expect(log.entries.allSatisfy { $0.metadata["kind"] == "Widget" })
    }

    @Test func `a kind that the server does not know is told with the remedy`() async throws {
        try await run([[.failure(404, "NotFound"), .failure(404, "NotFound")]])
        #expect(lines(.error) == ["cannot watch"])
        let problem = try #require(log.entries.first?.metadata["error"]?.description)
        #expect(problem.contains("widgets.example.com"))
        #expect(problem.contains("are the CRDs installed?"))
    }
}
