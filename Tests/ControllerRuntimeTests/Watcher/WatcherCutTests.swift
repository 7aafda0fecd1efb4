import KubernetesClient
import KubernetesCore
import Logging
import TestSupport
import Testing

@testable import ControllerRuntime

/// Breaks a watch off wherever it can be broken off, and looks whether anything is lost or told twice.
@Suite(.timeLimit(.minutes(3))) struct WatcherCutTests {
    private typealias Cut = CuttingServer.Cut

    /// What the watcher of one cut has made of it.
    private struct Result: Sendable {
        let cut: Cut
        let changes: [String]
        let widgets: [String]
        let positions: [String]
    }

    private static func object(_ name: String, _ version: String, size: Int64 = 1, note: String? = nil) -> JSONValue {
        var object: JSONValue = [
            "metadata": ["name": .string(name), "resourceVersion": .string(version)], "size": .integer(size),
        ]
        object["note"] = note.map(JSONValue.string)
        return object
    }

    private static let transcript = Transcript(
        listing: [object("a", "1"), object("b", "2")],
        version: "10",
        then: [
            ("ADDED", object("c", "11", note: "Größe 日本語 🚀")),
            ("MODIFIED", object("a", "12", size: 2)),
            ("DELETED", object("b", "13")),
            ("BOOKMARK", object("", "20")),
            ("MODIFIED", object("c", "21", note: String(repeating: "über 🚀", count: 12))),
            ("ADDED", object("b", "22")),
            ("DELETED", object("c", "23")),
            ("MODIFIED", object("a", "24", size: 3)),
        ]
    )

    private static let changes = [
        "a none→1", "b none→2", "c none→11", "a 1→12", "b 2→none", "c 11→21", "b none→22", "c 21→none", "a 12→24",
    ]

    @Test func `a watch cut after any byte is taken up where it was left`() async throws {
        let lines = Self.transcript.lines(after: Self.transcript.listVersion)
        let cuts = Transcript.Framing.allCases.flatMap { framing in
            (0...framing.response(lines).count).map { Cut(framing: framing, offset: $0) }
        }
        let results = try await watch(Self.transcript, cutting: cuts)
        #expect(results.count == cuts.count)
        for result in results where result.changes != Self.changes || result.widgets != ["a 24 3", "b 22 1"] {
            Issue.record("\(result)")
        }
        for result in results where result.cut.framing == .untilClosed {
            let read = result.cut.offset - result.cut.framing.head.count
            let position = Self.transcript.version(afterBytes: read)
            // Without a whole head there was no watch, and so nothing to take up.
            let expected = ["10", position, Self.transcript.lastVersion]
            let isThroughAtOnce = position == Self.transcript.lastVersion
            if result.positions != (isThroughAtOnce ? ["10", position] : expected) { Issue.record("\(result)") }
        }
    }

    @Test func `an object larger than every buffer on the way comes whole, or once more`() async throws {
        let note = String(repeating: "ein großes Objekt ", count: 30_000)
        let transcript = Transcript(
            listing: [],
            version: "10",
            then: [
                ("ADDED", Self.object("small", "11")), ("ADDED", Self.object("large", "12", note: note)),
                ("MODIFIED", Self.object("small", "13", size: 2)),
            ]
        )
        let length = Transcript.Framing.untilClosed.response(transcript.lines(after: "10")).count
        let offsets = stride(from: 200, to: length, by: length / 12) + [16_384, 65_536, 65_537, length - 100, length]
        let cuts = Transcript.Framing.allCases.flatMap { framing in
            offsets.map { Cut(framing: framing, offset: $0) }
        }
        for result in try await watch(transcript, cutting: cuts) {
            #expect(result.changes == ["small none→11", "large none→12", "small 11→13"])
            #expect(result.widgets == ["large 12 1", "small 13 2"])
        }
    }

    private func watch(_ transcript: Transcript, cutting cuts: [Cut]) async throws -> [Result] {
        let server = try CuttingServer(transcript, cutting: cuts)
        let client = server.client
        let tasks = 8
        return await withTaskGroup { group in
            for task in 0..<tasks {
                group.addTask {
                    var results: [Result] = []
                    for index in stride(from: task, to: cuts.count, by: tasks) {
                        results.append(await Self.watch(cuts[index], on: server, client))
                    }
                    return results
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private static func watch(_ cut: Cut, on server: CuttingServer, _ client: Client) async -> Result {
        let store = Store<Widget>()
        let changes = Recorder<String>()
        store.observe { changes.record($0.summary) }
        let watcher = Watcher(
            Widget.type,
            in: cut.namespace,
            client: client,
            store: store,
            reachability: Reachability(logger: .silent),
            backoff: Backoff(first: .milliseconds(1), limit: .milliseconds(4)),
            logger: .silent
        )
        await withTaskGroup { group in
            group.addTask { try? await watcher.run() }
            await server.waitUntilThrough(cut)
            group.cancelAll()
        }
        let widgets = store.objects.map { "\($0.metadata.name) \($0.metadata.resourceVersion) \($0.size)" }
        return Result(cut: cut, changes: changes.all, widgets: widgets.sorted(), positions: server.positions(cut))
    }
}
