import KubernetesCore
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(3))) struct WatcherTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let replies: [WatchScript.Reply]
        let steps: [String]
        let changes: [String]

        init(_ description: String, _ replies: [WatchScript.Reply], steps: [String], changes: [String]) {
            testDescription = description
            self.replies = replies
            self.steps = steps
            self.changes = changes
        }
    }

    private static let list = WatchScript.Reply.list([.widget("gone", "1"), .widget("kept", "2")], "5")
    private static let newList = WatchScript.Reply.list([.widget("kept", "2"), .widget("new", "8")], "9")
    private static let relisted = ["gone none→1", "kept none→2", "gone 1→none", "new none→8"]
    private static let garbage = WatchScript.Reply.answer(ScriptedServer.stream(Array("\u{0}\u{1}<html>\n".utf8)))
    private static let expired = ScriptedServer.status(410, "Expired")
    private static let tooLarge = ScriptedServer.status(504, "Timeout", cause: "ResourceVersionTooLarge")

    static let cases = [
        Case(
            "a list, then a watch from where it ended",
            [list, .openWatch(("ADDED", .widget("new", "6")), ("DELETED", .widget("gone", "7")))],
            steps: ["list 0", "watch 5"],
            changes: ["gone none→1", "kept none→2", "new none→6", "gone 1→none"]
        ),
        Case(
            "a watch that ends is followed by a watch from its last event",
            [list, .watch(("ADDED", .widget("new", "6"))), .watch(), .openWatch(("MODIFIED", .widget("new", "7")))],
            steps: ["list 0", "watch 5", "watch 6", "watch 6"],
            changes: ["gone none→1", "kept none→2", "new none→6", "new 6→7"]
        ),
        Case(
            "or from its last bookmark",
            [list, .watch(("BOOKMARK", .widget("", "60"))), .openWatch(("ADDED", .widget("new", "61")))],
            steps: ["list 0", "watch 5", "watch 60"],
            changes: ["gone none→1", "kept none→2", "new none→61"]
        ),
        Case(
            "a watch without an answer is tried again",
            [list, .noAnswer, .noAnswer, .openWatch(("ADDED", .widget("new", "6")))],
            steps: ["list 0", "watch 5", "watch 5", "watch 5"],
            changes: ["gone none→1", "kept none→2", "new none→6"]
        ),
        Case(
            "a refused watch whose position is too old leads to a list, and what is not in it is gone",
            [list, .failure(410, "Expired"), newList, .openWatch()],
            steps: ["list 0", "watch 5", "list limit=500", "watch 9"],
            changes: relisted
        ),
        Case(
            "an accepted watch whose position is too old does, too, and is not read any further",
            [list, .openWatch(("ERROR", expired), ("ADDED", .widget("ghost", "6"))), newList, .openWatch()],
            steps: ["list 0", "watch 5", "list limit=500", "watch 9"],
            changes: relisted
        ),
        Case(
            "and a position that the server does not know yet",
            [list, .failure(504, "Timeout", cause: "ResourceVersionTooLarge"), newList, .openWatch()],
            steps: ["list 0", "watch 5", "list limit=500", "watch 9"],
            changes: relisted
        ),
        Case(
            "be it said in the watch",
            [list, .watch(("ERROR", tooLarge)), newList, .openWatch()],
            steps: ["list 0", "watch 5", "list limit=500", "watch 9"],
            changes: relisted
        ),
        Case(
            "another error in a watch leads to a watch from the last position",
            [
                list, .watch(("ADDED", .widget("new", "6")), ("ERROR", ScriptedServer.status(500, "InternalError"))),
                .openWatch(),
            ],
            steps: ["list 0", "watch 5", "watch 6"],
            changes: ["gone none→1", "kept none→2", "new none→6"]
        ),
        Case(
            "pages are taken in together",
            [
                .list([.widget("a", "1")], "5", more: "one"), .list([.widget("b", "2")], "5", more: "two"),
                .list([.widget("c", "3")], "5"), .openWatch(),
            ],
            steps: ["list 0", "list continue=one", "list continue=two", "watch 5"],
            changes: ["a none→1", "b none→2", "c none→3"]
        ),
        Case(
            "a list that expires between two pages is asked for whole",
            [
                .list([.widget("a", "1")], "5", more: "one"), .failure(410, "Expired"), .list([.widget("b", "6")], "7"),
                .openWatch(),
            ],
            steps: ["list 0", "list continue=one", "list", "watch 7"],
            changes: ["b none→6"]
        ),
        Case(
            "garbage from one position, three times, leads to a list",
            [list, garbage, garbage, garbage, newList, .openWatch()],
            steps: ["list 0", "watch 5", "watch 5", "watch 5", "list limit=500", "watch 9"],
            changes: relisted
        ),
        Case(
            "a line that is no event breaks the watch, and it is taken up before that line",
            [
                list, .answer(ScriptedServer.stream(Array("{\"type\":\"ADDED\"}\n".utf8))),
                .openWatch(("ADDED", .widget("new", "6"))),
            ],
            steps: ["list 0", "watch 5", "watch 5"],
            changes: ["gone none→1", "kept none→2", "new none→6"]
        ),
        Case(
            "an object that cannot be decoded stops neither list nor watch, and is back when it is mended",
            [
                .list([.widget("a", "1"), .widget("b", "2", size: "big"), .widget("c", "3")], "5"),
                .openWatch(
                    ("MODIFIED", .widget("a", "6", size: "big")),
                    ("MODIFIED", .widget("b", "7")),
                    ("MODIFIED", .widget("c", "8")),
                    ("MODIFIED", .widget("a", "9"))
                ),
            ],
            steps: ["list 0", "watch 5"],
            changes: [
                "a none→1", "b none→none", "c none→3", "a 1→none", "b none→7", "c 3→8", "a none→9",
            ]
        ),
    ]

    @Test(arguments: cases) func `the store follows the server`(_ example: Case) async throws {
        let script = try WatchScript(example.replies)
        let watcher = RunningService(script.watcher())
        try await eventually("\(example.changes), got as far as \(script.steps)") {
            script.changes.count >= example.changes.count && script.steps.count >= example.steps.count ? true : nil
        }
        await watcher.stop()
        try await watcher.waitUntilEnded()
        #expect(script.steps == example.steps)
        #expect(script.changes == example.changes)
    }

    @Test func `a server that can stream is never asked for a list`() async throws {
        let end: JSONValue = [
            "metadata": ["resourceVersion": "5", "annotations": ["k8s.io/initial-events-end": "true"]]
        ]
        let first = WatchScript.Reply.watch(
            ("ADDED", .widget("gone", "1")),
            ("ADDED", .widget("kept", "2")),
            ("BOOKMARK", end),
            ("ADDED", .widget("late", "6"))
        )
        let second = WatchScript.Reply.openWatch(
            ("ADDED", .widget("kept", "2")),
            ("ADDED", .widget("new", "8")),
            ("BOOKMARK", end)
        )
        let cut = WatchScript.Reply.watch(("ADDED", .widget("ghost", "7")))
        let script = try WatchScript([first, .failure(410, "Expired"), cut, second], streams: true)
        let watcher = RunningService(script.watcher())
        let changes = ["gone none→1", "kept none→2", "late none→6", "gone 1→none", "late 6→none", "new none→8"]
        try await eventually("\(changes)") { script.changes.count >= changes.count ? true : nil }
        await watcher.stop()
        try await watcher.waitUntilEnded()
        #expect(script.steps == ["stream", "watch 6", "stream", "stream"])
        #expect(script.changes == changes)
        #expect(script.requests.first?.parameter("resourceVersionMatch") == "NotOlderThan")
        #expect(script.requests.first?.parameter("resourceVersion") == nil)
    }

    @Test func `an object nested too deep is kept, without what is too deep`() async throws {
        var deep = JSONValue.array([])
        for _ in 0..<600 { deep = .array([deep]) }
        var object = JSONValue.widget("a", "6")
        object["other"] = deep
        var unreadable = JSONValue.widget("b", "7")
        unreadable["size"] = deep
        let script = try WatchScript([Self.list, .openWatch(("ADDED", object), ("ADDED", unreadable))])
        let watcher = RunningService(script.watcher())
        try await eventually("both") { script.changes.count >= 4 ? true : nil }
        await watcher.stop()
        try await watcher.waitUntilEnded()
        #expect(script.store[.named("a")]?.metadata.resourceVersion == "6")
        #expect(script.store.undecodable(.named("b"))?.problem == "size must be an integer, not array")
    }

    @Test func `an object that cannot be decoded is told as such until it is mended`() async throws {
        let script = try WatchScript([
            .list([.widget("a", "1")], "5"), .watch(("MODIFIED", .widget("a", "6", size: "big"))),
            .watch(("MODIFIED", .widget("a", "7"))), .openWatch(),
        ])
        let seen = Recorder<String?>()
        script.store.observe { [unowned store = script.store] in seen.record(store.undecodable($0.key)?.problem) }
        let watcher = RunningService(script.watcher())
        try await script.waitForRequests(4)
        #expect(seen.all == [nil, "size must be an integer, not string", nil])
        #expect(script.store[.named("a")]?.metadata.resourceVersion == "7")
        await watcher.stop()
        try await watcher.waitUntilEnded()
    }

    @Test func `every request selects, and a watch asks for bookmarks and for an end`() async throws {
        let script = try WatchScript([Self.list, .watch(), .failure(410, "Expired"), Self.newList])
        let watcher = RunningService(script.watcher(selecting: Selection(labels: "app=scorer", fields: "spec.a=b")))
        try await script.waitForRequests(5)
        await watcher.stop()
        try await watcher.waitUntilEnded()
        for request in script.requests {
            #expect(request.path == "/apis/example.com/v1/widgets")
            #expect(request.parameter("labelSelector") == "app%3Dscorer")
            #expect(request.parameter("fieldSelector") == "spec.a%3Db")
        }
        for request in script.requests where request.parameter("watch") != nil {
            #expect(request.parameter("allowWatchBookmarks") == "true")
            #expect((300..<600).contains(try #require(request.parameter("timeoutSeconds").flatMap { Int($0) })))
        }
    }

    @Test func `waits do not grow while every list comes through`() async throws {
        let rounds = 20
        let script = try WatchScript((0..<rounds).flatMap { _ in [Self.list, .failure(410, "Expired")] })
        // Doubled for each round, the waits would add up to a quarter of an hour.
        let backoff = Backoff(first: .milliseconds(1), limit: .seconds(3600))
        let watcher = RunningService(script.watcher(backoff: backoff))
        try await script.waitForRequests(2 * rounds + 1)
        await watcher.stop()
        try await watcher.waitUntilEnded()
    }

    @Test func `a store is synced after the last page and not before`() async throws {
        let script = try WatchScript([.list([], "5", more: "one"), .hold([])])
        let watcher = RunningService(script.watcher())
        try await script.waitForRequests(2)
        #expect(!script.store.isSynced)
        await watcher.stop()
        try await watcher.waitUntilEnded()
        #expect(!script.store.isSynced)

        let whole = try WatchScript([.list([], "5", more: "one"), .list([], "5"), .openWatch()])
        let second = RunningService(whole.watcher())
        try await whole.waitForRequests(3)
        #expect(whole.store.isSynced)
        await second.stop()
        try await second.waitUntilEnded()
    }

    @Test(
        arguments: [
            ("while it lists", [.hold([])]),
            ("while it waits to list again", [.failure(500, "InternalError")]),
            ("while it waits for a watch to be accepted", [list, .hold([])]),
            ("while it watches", [list, .openWatch(("ADDED", .widget("new", "6")))]),
            ("in the middle of an event", [list, .hold(ScriptedServer.stream(Array("{\"type\":".utf8)))]),
            ("while it waits to watch again", [list, .watch()]),
        ] as [(String, [WatchScript.Reply])],
        RunningService.End.allCases
    )
    func `a watcher that is told to stop does so at once`(
        _ moment: (name: String, replies: [WatchScript.Reply]),
        _ end: RunningService.End
    ) async throws {
        let script = try WatchScript(moment.replies)
        let backoff = Backoff(first: .seconds(3600), limit: .seconds(3600))
        let watcher = RunningService(script.watcher(backoff: backoff))
        try await script.waitForRequests(moment.replies.count)
        for _ in 0..<20 { await Task.yield() }
        #expect(!watcher.hasEnded)
        await watcher.stop(by: end)
        try await watcher.waitUntilEnded()
        #expect(script.requests.count == moment.replies.count)
    }
}
