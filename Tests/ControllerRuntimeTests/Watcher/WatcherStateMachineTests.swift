import KubernetesClient
import KubernetesCore
import Testing

@testable import ControllerRuntime

@Suite struct WatcherStateMachineTests {
    enum Input: Sendable {
        case page([String], version: String, more: String? = nil)
        case event(WatchEvent)
        case failed(Status?)
        case ended(after: Duration)
        case succeeded
    }

    /// What an input leads to, besides the next step.
    enum Outcome: Hashable, Sendable {
        case nothing
        case listed([String])
        case upsert(String)
        case delete(String)
        case wait(Double)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let inputs: [Input]
        let outcomes: [Outcome]
        let step: WatcherStateMachine.Step

        init(
            _ description: String,
            _ moves: [(Input, Outcome)],
            then step: WatcherStateMachine.Step
        ) {
            testDescription = description
            inputs = moves.map(\.0)
            outcomes = moves.map(\.1)
            self.step = step
        }
    }

    private static let selection = Selection(labels: "app=scorer")
    private static let expired = Status(code: 410, reason: "Expired", message: "too old resource version: 5 (9)")
    private static let broken = Status(code: 500, reason: "InternalError", message: "etcd is away")
    /// As Kubernetes words it; the cause alone tells it from other time-outs.
    private static let tooLarge = Status(
        code: 504,
        body: Array(
            """
            {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Timeout", "code": 504,
             "message": "Timeout: Too large resource version: 9, current: 5",
             "details": {"retryAfterSeconds": 1, "causes": [
               {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}]}}
            """.utf8
        )
    )

    private static let listed: (Input, Outcome) = (.page(["a"], version: "5"), .listed(["a"]))
    private static let newestInPages = WatcherStateMachine.Step.list(ListOptions(selection: selection, limit: 500))
    private static let newestWhole = WatcherStateMachine.Step.list(ListOptions(selection: selection))

    private static func nextPage(_ token: String) -> WatcherStateMachine.Step {
        .list(ListOptions(selection: selection, continue: token))
    }

    private static func event(
        _ event: (JSONValue) -> WatchEvent,
        _ name: String,
        _ version: String
    ) -> Input {
        .event(event(.widget(name, version)))
    }

    static let listing = [
        Case(
            "what the server has at hand is listed first",
            [],
            then: .list(ListOptions(selection: selection, resourceVersion: "0"))
        ),
        Case(
            "after a list comes a watch from where it ended",
            [(.page(["a", "b"], version: "5"), .listed(["a", "b"]))],
            then: .watch(resourceVersion: "5")
        ),
        Case(
            "an empty list is a whole list",
            [(.page([], version: "5"), .listed([]))],
            then: .watch(resourceVersion: "5")
        ),
        Case(
            "the next page is asked for by its token alone",
            [(.page(["a"], version: "5", more: "token"), .nothing)],
            then: nextPage("token")
        ),
        Case(
            "pages make one list",
            [
                (.page(["a"], version: "5", more: "one"), .nothing), (.page(["b"], version: "5", more: "two"), .nothing),
                (.page(["c"], version: "5"), .listed(["a", "b", "c"])),
            ],
            then: .watch(resourceVersion: "5")
        ),
        Case(
            "when the first list fails, the newest state is listed",
            [(.failed(nil), .wait(1))],
            then: newestInPages
        ),
        Case(
            "when a page fails, the list begins anew and keeps nothing of the first attempt",
            [
                (.page(["gone"], version: "5", more: "token"), .nothing), (.failed(broken), .wait(1)),
                (.page(["a"], version: "6"), .listed(["a"])),
            ],
            then: .watch(resourceVersion: "6")
        ),
        Case(
            "when a page fails without an answer, too",
            [(.page(["a"], version: "5", more: "token"), .nothing), (.failed(nil), .wait(1))],
            then: newestInPages
        ),
        Case(
            "a list that expires between two pages is asked for whole",
            [
                (.page(["gone"], version: "5", more: "token"), .nothing), (.failed(expired), .wait(1)),
            ],
            then: newestWhole
        ),
        Case(
            "the whole list keeps nothing of the pages",
            [
                (.page(["gone"], version: "5", more: "token"), .nothing), (.failed(expired), .wait(1)),
                (.page(["a"], version: "9"), .listed(["a"])),
            ],
            then: .watch(resourceVersion: "9")
        ),
        Case(
            "a list that expires at its first page is asked for in pages",
            [(.failed(expired), .wait(1))],
            then: newestInPages
        ),
        Case(
            "a second list holds nothing of the first",
            [listed, (.failed(expired), .wait(1)), (.page(["b"], version: "9"), .listed(["b"]))],
            then: .watch(resourceVersion: "9")
        ),
    ]

    static let watching = [
        Case(
            "a new object moves the position",
            [listed, (event(WatchEvent.added, "b", "6"), .upsert("b"))],
            then: .watch(resourceVersion: "6")
        ),
        Case(
            "a changed object moves the position",
            [listed, (event(WatchEvent.modified, "a", "6"), .upsert("a"))],
            then: .watch(resourceVersion: "6")
        ),
        Case(
            "a deleted object moves the position",
            [listed, (event(WatchEvent.deleted, "a", "6"), .delete("a"))],
            then: .watch(resourceVersion: "6")
        ),
        Case(
            "a bookmark moves the position and does nothing else",
            [listed, (.event(.bookmark(resourceVersion: "8")), .nothing)],
            then: .watch(resourceVersion: "8")
        ),
        Case(
            "the position is what came last, not what looks largest",
            [listed, (event(WatchEvent.added, "b", "10"), .upsert("b")), (event(WatchEvent.added, "c", "9"), .upsert("c"))],
            then: .watch(resourceVersion: "9")
        ),
        Case(
            "a bookmark and an object without a version leave the position",
            [listed, (.event(.bookmark(resourceVersion: "")), .nothing), (event(WatchEvent.added, "b", ""), .upsert("b"))],
            then: .watch(resourceVersion: "5")
        ),
        Case(
            "a clean end is followed by a watch at once",
            [listed, (event(WatchEvent.added, "b", "6"), .upsert("b")), (.ended(after: .seconds(300)), .wait(0))],
            then: .watch(resourceVersion: "6")
        ),
        Case(
            "a watch of a second is not short",
            [listed, (.ended(after: .seconds(1)), .wait(0))],
            then: .watch(resourceVersion: "5")
        ),
        Case(
            "a very short watch is followed by a wait, and the next one by a longer one",
            [listed, (.ended(after: .milliseconds(999)), .wait(1)), (.ended(after: .zero), .wait(2))],
            then: .watch(resourceVersion: "5")
        ),
        Case(
            "a broken watch goes on from the last position",
            [listed, (event(WatchEvent.deleted, "a", "6"), .delete("a")), (.failed(nil), .wait(1))],
            then: .watch(resourceVersion: "6")
        ),
        Case(
            "a refused watch is asked for again",
            [listed, (.failed(broken), .wait(1))],
            then: .watch(resourceVersion: "5")
        ),
        Case(
            "an error in the watch that says nothing of the position leaves it",
            [listed, (.event(.bookmark(resourceVersion: "8")), .nothing), (.event(.error(broken)), .wait(1))],
            then: .watch(resourceVersion: "8")
        ),
        Case(
            "a watch refused because its position is too old leads to a list of the newest state",
            [listed, (.failed(expired), .wait(1))],
            then: newestInPages
        ),
        Case(
            "a watch that ends because its position is too old leads to a list of the newest state",
            [listed, (.event(.error(expired)), .wait(1))],
            then: newestInPages
        ),
        Case(
            "a position that the server does not know yet leads to a list of the newest state",
            [listed, (.failed(tooLarge), .wait(1))],
            then: newestInPages
        ),
        Case(
            "or when the watch says so",
            [listed, (.event(.error(tooLarge)), .wait(1))],
            then: newestInPages
        ),
    ]

    static let waiting = [
        Case(
            "waits double up to the limit",
            [1, 2, 4, 8, 10, 10].map { (.failed(nil), .wait($0)) },
            then: newestInPages
        ),
        Case(
            "a whole list ends the row of failures",
            [(.failed(nil), .wait(1)), (.failed(nil), .wait(2)), listed, (.succeeded, .nothing), (.failed(nil), .wait(1))],
            then: .watch(resourceVersion: "5")
        ),
        Case(
            "a page does not",
            [
                (.failed(nil), .wait(1)), (.page(["a"], version: "5", more: "token"), .nothing), (.failed(nil), .wait(2)),
            ],
            then: newestInPages
        ),
        Case(
            "a watch that ends as agreed ends the row of failures",
            [listed, (.failed(nil), .wait(1)), (.ended(after: .seconds(60)), .wait(0)), (.failed(nil), .wait(1))],
            then: .watch(resourceVersion: "5")
        ),
        Case(
            "a watch that has shown something ends the row of failures, though it breaks",
            [
                listed, (.failed(nil), .wait(1)), (.failed(nil), .wait(2)),
                (event(WatchEvent.added, "b", "6"), .upsert("b")), (.failed(nil), .wait(1)),
                (.event(.bookmark(resourceVersion: "7")), .nothing), (.failed(nil), .wait(1)), (.failed(nil), .wait(2)),
            ],
            then: .watch(resourceVersion: "7")
        ),
        Case(
            "refusals and broken connections are one row",
            [
                listed, (.failed(broken), .wait(1)), (.event(.error(broken)), .wait(2)), (.ended(after: .zero), .wait(4)),
                (.failed(expired), .wait(8)),
            ],
            then: newestInPages
        ),
    ]

    @Test(arguments: listing + watching + waiting) func `the next step follows from what happened`(_ example: Case) {
        let backoff = Backoff(first: .seconds(1), limit: .seconds(10))
        var machine = WatcherStateMachine(selection: Self.selection, backoff: backoff)
        for (input, outcome) in zip(example.inputs, example.outcomes) {
            #expect(Self.outcome(of: input, in: &machine) == outcome)
        }
        #expect(machine.step == example.step)
    }

    @Test(arguments: [0, 0.5, 1]) func `jitter takes off at most half of a wait`(_ jitter: Double) {
        let backoff = Backoff(first: .seconds(1), limit: .seconds(10))
        var machine = WatcherStateMachine(selection: Selection(), backoff: backoff)
        #expect(machine.fail(nil, jitter: jitter) == .seconds(0.5 + 0.5 * jitter))
        #expect(machine.fail(nil, jitter: jitter) == .seconds(1 + jitter))
        #expect(machine.end(after: .zero, jitter: jitter) == .seconds(2 + 2 * jitter))
    }

    private static func outcome(of input: Input, in machine: inout WatcherStateMachine) -> Outcome {
        switch input {
        case .page(let names, let version, let more):
            let items = names.map { JSONValue.widget($0, "1") }
            let objects = machine.receive(ListPage(items: items, resourceVersion: version, continue: more))
            return objects.map { .listed($0.map(name)) } ?? .nothing
        case .event(let event):
            switch machine.receive(event, jitter: 1) {
            case .none: return .nothing
            case .upsert(let object): return .upsert(name(object))
            case .delete(let object): return .delete(name(object))
            case .failed(_, let wait): return .wait(wait / .seconds(1))
            }
        case .failed(let status): return .wait(machine.fail(status, jitter: 1) / .seconds(1))
        case .ended(let duration): return .wait(machine.end(after: duration, jitter: 1) / .seconds(1))
        case .succeeded:
            machine.succeed()
            return .nothing
        }
    }

    private static func name(_ object: JSONValue) -> String {
        object["metadata"]?["name"]?.string ?? ""
    }
}
