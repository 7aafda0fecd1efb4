import KubernetesCore
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(3))) struct StoreTests {
    enum Operation: Sendable {
        case replace([JSONValue])
        case begin
        case finish
        case upsert(JSONValue)
        case delete(JSONValue)

        func run(on store: Store<Widget>) {
            switch self {
            case .replace(let items): store.replace(with: items)
            case .begin: store.beginReplacement()
            case .finish: store.finishReplacement()
            case .upsert(let item): store.upsert(item)
            case .delete(let item): store.delete(item)
            }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let operations: [Operation]
        let changes: [String]
        /// Names and versions at the end.
        let objects: [String]

        init(_ description: String, _ operations: [Operation], changes: [String], objects: [String]) {
            testDescription = description
            self.operations = operations
            self.changes = changes
            self.objects = objects
        }
    }

    static let cases = [
        Case(
            "a new object",
            [.upsert(.widget("a", "1"))],
            changes: ["a none→1"],
            objects: ["a 1"]
        ),
        Case(
            "a newer state of an object",
            [.upsert(.widget("a", "1")), .upsert(.widget("a", "2"))],
            changes: ["a none→1", "a 1→2"],
            objects: ["a 2"]
        ),
        Case(
            "versions are not compared by size",
            [.upsert(.widget("a", "2")), .upsert(.widget("a", "1"))],
            changes: ["a none→2", "a 2→1"],
            objects: ["a 1"]
        ),
        Case(
            "the same state again is no change",
            [.upsert(.widget("a", "1")), .upsert(.widget("a", "1")), .replace([.widget("a", "1")])],
            changes: ["a none→1"],
            objects: ["a 1"]
        ),
        Case(
            "without a version nothing is known to be the same",
            [.upsert(.widget("a", "")), .upsert(.widget("a", ""))],
            changes: ["a none→", "a →"],
            objects: ["a "]
        ),
        Case(
            "a deleted object",
            [.upsert(.widget("a", "1")), .delete(.widget("a", "2"))],
            changes: ["a none→1", "a 1→none"],
            objects: []
        ),
        Case(
            "an object deleted before it was ever seen",
            [.delete(.widget("a", "1"))],
            changes: [],
            objects: []
        ),
        Case(
            "an object that comes again after it was deleted",
            [.upsert(.widget("a", "1")), .delete(.widget("a", "2")), .upsert(.widget("a", "3"))],
            changes: ["a none→1", "a 1→none", "a none→3"],
            objects: ["a 3"]
        ),
        Case(
            "a list tells what is gone, changed, new, and says nothing of the rest",
            [
                .replace([.widget("gone", "1"), .widget("kept", "2"), .widget("changed", "3")]),
                .replace([.widget("kept", "2"), .widget("changed", "5"), .widget("new", "6")]),
            ],
            changes: [
                "changed none→3", "gone none→1", "kept none→2", "gone 1→none", "changed 3→5", "new none→6",
            ],
            objects: ["changed 5", "kept 2", "new 6"]
        ),
        Case(
            "nothing of a new whole state is told before its end",
            [.upsert(.widget("a", "1")), .begin, .upsert(.widget("b", "2")), .delete(.widget("a", "3"))],
            changes: ["a none→1"],
            objects: ["a 1"]
        ),
        Case(
            "nor anything of one that was given up",
            [
                .upsert(.widget("a", "1")), .begin, .upsert(.widget("gone", "2")), .begin, .upsert(.widget("b", "3")),
                .upsert(.widget("c", "4")), .delete(.widget("c", "5")), .finish,
            ],
            changes: ["a none→1", "a 1→none", "b none→3"],
            objects: ["b 3"]
        ),
        Case(
            "an empty list",
            [.upsert(.widget("a", "1")), .replace([])],
            changes: ["a none→1", "a 1→none"],
            objects: []
        ),
        Case(
            "an object that cannot be decoded any more is told, and again when it is mended",
            [
                .upsert(.widget("a", "1")), .upsert(.widget("a", "2", size: "big")), .upsert(.widget("a", "3")),
            ],
            changes: ["a none→1", "a 1→none", "a none→3"],
            objects: ["a 3"]
        ),
        Case(
            "an object that could not be decoded, and its end",
            [.upsert(.widget("a", "1", size: "big")), .delete(.widget("a", "2", size: "big"))],
            changes: ["a none→none", "a none→none"],
            objects: []
        ),
        Case(
            "a list without the object that could not be decoded",
            [.replace([.widget("a", "1", size: "big")]), .replace([])],
            changes: ["a none→none", "a none→none"],
            objects: []
        ),
    ]

    @Test(arguments: cases) func `changes are told with the state before and after`(_ example: Case) {
        let store = Store<Widget>()
        let changes = Recorder<String>()
        store.observe { changes.record($0.summary) }
        for operation in example.operations { operation.run(on: store) }
        #expect(changes.all == example.changes)
        #expect(store.objects.map { "\($0.metadata.name) \($0.metadata.resourceVersion)" }.sorted() == example.objects)
    }

    @Test func `objects of one name in several namespaces are several`() {
        let store = Store<Widget>()
        store.replace(with: [.widget("a", "1", in: "east"), .widget("a", "2", in: "west")])
        #expect(store[ObjectKey(namespace: "east", name: "a")]?.metadata.resourceVersion == "1")
        #expect(store[ObjectKey(namespace: "west", name: "a")]?.metadata.resourceVersion == "2")
        store.delete(.widget("a", "3", in: "east"))
        #expect(store[ObjectKey(namespace: "east", name: "a")] == nil)
        #expect(store.objects.count == 1)
    }

    @Test func `an object of another shape is known by its metadata and problem`() throws {
        let store = Store<Widget>()
        store.upsert(.widget("a", "1", size: "big"))
        let undecodable = try #require(store.undecodable(.named("a")))
        #expect(undecodable.metadata.resourceVersion == "1")
        #expect(undecodable.metadata.key == .named("a"))
        #expect(undecodable.problem == "size must be an integer, not string")
        #expect(store[.named("a")] == nil)

        store.upsert(.widget("a", "2"))
        #expect(store.undecodable(.named("a")) == nil)
        #expect(store[.named("a")]?.metadata.resourceVersion == "2")
    }

    @Test func `of an object whose metadata cannot be decoded the name is known`() throws {
        let store = Store<Widget>()
        var object = JSONValue.widget("a", "1")
        object["metadata"]?["labels"] = 7
        store.upsert(object)
        let undecodable = try #require(store.undecodable(.named("a")))
        #expect(undecodable.metadata.key == .named("a"))
        #expect(undecodable.problem.contains("metadata.labels"))
        store.delete(object)
        #expect(store.undecodable(.named("a")) == nil)
    }

    @Test func `every observer is called after the change, in order, and may use the store`() {
        let store = Store<Widget>()
        let calls = Recorder<String>()
        store.observe { [unowned store] change in
            calls.record("first \(change.summary), store has \(store[change.key]?.metadata.resourceVersion ?? "none")")
        }
        store.observe { calls.record("second \($0.summary)") }
        store.upsert(.widget("a", "1"))
        store.delete(.widget("a", "2"))
        #expect(
            calls.all == [
                "first a none→1, store has 1", "second a none→1", "first a 1→none, store has none", "second a 1→none",
            ]
        )
    }

    @Test func `whoever is told of the first change of a new whole state sees all of it`() {
        let store = Store<Widget>()
        store.replace(with: [.widget("a", "1")])
        let seen = Recorder<String>()
        store.observe { [unowned store] _ in
            seen.record(store.objects.map(\.metadata.name).sorted().joined(separator: " "))
        }
        store.observeReplacements { seen.record("complete") }
        store.replace(with: [.widget("b", "2"), .widget("c", "3")])
        #expect(seen.all == ["b c", "b c", "b c", "complete"])
    }

    @Test func `a store is synced by a whole list, be it empty, and not by an object`() async throws {
        let store = Store<Widget>()
        let isReleased = Recorder<Int>()
        store.upsert(.widget("a", "1"))
        #expect(!store.isSynced)
        await withTaskGroup { group in
            for waiter in 0..<10 {
                group.addTask {
                    await store.waitUntilSynced()
                    #expect(store.isSynced)
                    isReleased.record(waiter)
                }
            }
            #expect(isReleased.all.isEmpty)
            store.replace(with: [])
        }
        #expect(isReleased.all.count == 10)
        await store.waitUntilSynced()
    }

    @Test func `whoever is told that the store is synced sees the whole list`() async {
        for _ in 0..<100 {
            let store = Store<Widget>()
            async let seen = {
                await store.waitUntilSynced()
                return store.objects.count
            }()
            store.replace(with: (0..<20).map { .widget("widget-\($0)", "\($0)") })
            #expect(await seen == 20)
        }
    }

    @Test func `reading while the watch writes shows whole states only`() async {
        let colors = Store<Widget>.Index("colors") { $0.colors ?? [] }
        let store = Store(indexes: [colors])
        let isOver = Signal()
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    while !isOver.isOn {
                        for widget in store.objects { #expect(widget.metadata.resourceVersion == "\(widget.size)") }
                        #expect(store.objects(by: colors, "red").allSatisfy { $0.colors == ["red"] })
                        await Task.yield()
                    }
                }
            }
            for version in 1...2_000 {
                let color = version.isMultiple(of: 3) ? "red" : "blue"
                let size = JSONValue.integer(Int64(version))
                store.upsert(.widget("widget-\(version % 7)", "\(version)", size: size, colors: [color]))
            }
            isOver.send()
        }
        #expect(store.objects.count == 7)
    }

    @Test func `only what the first whole list shows is initial`() {
        let store = Store<Widget>()
        let initial = Recorder<Bool>()
        store.observe { initial.record($0.isInitial) }
        store.replace(with: [.widget("a", "1"), .widget("b", "1")])
        store.upsert(.widget("a", "2"))
        store.replace(with: [.widget("a", "3"), .widget("c", "1")])
        store.delete(.widget("a", "4"))
        #expect(initial.all == [true, true, false, false, false, false, false])
    }
}
