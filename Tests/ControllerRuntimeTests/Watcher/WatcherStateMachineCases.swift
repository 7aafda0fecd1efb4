import KubernetesCore

@testable import ControllerRuntime

extension WatcherStateMachineTests.Case {
    private typealias Input = WatcherStateMachineTests.Input
    private typealias Outcome = WatcherStateMachineTests.Outcome

    static let selection = Selection(labels: "app=scorer")
    private static let expired = Status(code: 410, reason: "Expired", message: "too old resource version: 5 (9)")
    static let cannotStream = Status(
        code: 422,
        reason: "Invalid",
        message: "ListOptions.meta.k8s.io is invalid: resourceVersionMatch: Forbidden"
    )
    private static let overloaded = Status(code: 429, reason: "TooManyRequests", message: "try again later")
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

    private static let listed: (Input, Outcome) = (.page(version: "5"), .complete)
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
        Self(
            "what the server has at hand is listed first",
            [],
            then: .list(ListOptions(selection: selection, resourceVersion: "0"))
        ),
        Self(
            "after a list comes a watch from where it ended",
            [(.page(version: "5"), .complete)],
            then: .watch(resourceVersion: "5")
        ),
        Self(
            "an empty list is a whole list",
            [(.page(version: "5"), .complete)],
            then: .watch(resourceVersion: "5")
        ),
        Self(
            "the next page is asked for by its token alone",
            [(.page(version: "5", more: "token"), .nothing)],
            then: nextPage("token")
        ),
        Self(
            "pages make one list",
            [
                (.page(version: "5", more: "one"), .nothing),
                (.page(version: "5", more: "two"), .nothing),
                (.page(version: "5"), .complete),
            ],
            then: .watch(resourceVersion: "5")
        ),
        Self(
            "when the first list fails, the newest state is listed",
            [(.failed(nil), .wait(1))],
            then: newestInPages
        ),
        Self(
            "when a page fails, the list begins anew and keeps nothing of the first attempt",
            [
                (.page(version: "5", more: "token"), .nothing), (.failed(broken), .wait(1)),
                (.page(version: "6"), .complete),
            ],
            then: .watch(resourceVersion: "6")
        ),
        Self(
            "when a page fails without an answer, too",
            [(.page(version: "5", more: "token"), .nothing), (.failed(nil), .wait(1))],
            then: newestInPages
        ),
        Self(
            "a list that expires between two pages is asked for whole",
            [
                (.page(version: "5", more: "token"), .nothing), (.failed(expired), .wait(1)),
            ],
            then: newestWhole
        ),
        Self(
            "the whole list keeps nothing of the pages",
            [
                (.page(version: "5", more: "token"), .nothing), (.failed(expired), .wait(1)),
                (.page(version: "9"), .complete),
            ],
            then: .watch(resourceVersion: "9")
        ),
        Self(
            "a list that expires at its first page is asked for in pages",
            [(.failed(expired), .wait(1))],
            then: newestInPages
        ),
        Self(
            "a second list holds nothing of the first",
            [listed, (.failed(expired), .wait(1)), (.page(version: "9"), .complete)],
            then: .watch(resourceVersion: "9")
        ),
    ]

    static let watching = [
        Self(
            "a new object moves the position",
            [listed, (event(WatchEvent.added, "b", "6"), .upsert("b"))],
            then: .watch(resourceVersion: "6")
        ),
        Self(
            "a changed object moves the position",
            [listed, (event(WatchEvent.modified, "a", "6"), .upsert("a"))],
            then: .watch(resourceVersion: "6")
        ),
        Self(
            "a deleted object moves the position",
            [listed, (event(WatchEvent.deleted, "a", "6"), .delete("a"))],
            then: .watch(resourceVersion: "6")
        ),
        Self(
            "a bookmark moves the position and does nothing else",
            [listed, (.event(.bookmark(resourceVersion: "8")), .nothing)],
            then: .watch(resourceVersion: "8")
        ),
        Self(
            "the position is what came last, not what looks largest",
            [
                listed, (event(WatchEvent.added, "b", "10"), .upsert("b")),
                (event(WatchEvent.added, "c", "9"), .upsert("c")),
            ],
            then: .watch(resourceVersion: "9")
        ),
        Self(
            "a bookmark and an object without a version leave the position",
            [
                listed, (.event(.bookmark(resourceVersion: "")), .nothing),
                (event(WatchEvent.added, "b", ""), .upsert("b")),
            ],
            then: .watch(resourceVersion: "5")
        ),
        Self(
            "a clean end is followed by a watch at once",
            [listed, (event(WatchEvent.added, "b", "6"), .upsert("b")), (.ended(after: .seconds(300)), .wait(0))],
            then: .watch(resourceVersion: "6")
        ),
        Self(
            "a watch of a second is not short",
            [listed, (.ended(after: .seconds(1)), .wait(0))],
            then: .watch(resourceVersion: "5")
        ),
        Self(
            "a very short watch is followed by a wait, and the next one by a longer one",
            [listed, (.ended(after: .milliseconds(999)), .wait(1)), (.ended(after: .zero), .wait(2))],
            then: .watch(resourceVersion: "5")
        ),
        Self(
            "a broken watch goes on from the last position",
            [listed, (event(WatchEvent.deleted, "a", "6"), .delete("a")), (.failed(nil), .wait(1))],
            then: .watch(resourceVersion: "6")
        ),
        Self(
            "a refused watch is asked for again",
            [listed, (.failed(broken), .wait(1))],
            then: .watch(resourceVersion: "5")
        ),
        Self(
            "an error in the watch that says nothing of the position leaves it",
            [listed, (.event(.bookmark(resourceVersion: "8")), .nothing), (.event(.error(broken)), .wait(1))],
            then: .watch(resourceVersion: "8")
        ),
        Self(
            "an overloaded server keeps the position however often it says so",
            [listed] + [1, 2, 4, 8].map { (.failed(overloaded), .wait($0)) },
            then: .watch(resourceVersion: "5")
        ),
        Self(
            "a server that is away does, too",
            [listed] + [1, 2, 4, 8].map { (.failed(nil), .wait($0)) },
            then: .watch(resourceVersion: "5")
        ),
        Self(
            "nonsense from one position is heard twice",
            [listed, (.malformed, .wait(1)), (.malformed, .wait(2))],
            then: .watch(resourceVersion: "5")
        ),
        Self(
            "and a third time leads to a list of the newest state",
            [listed, (.malformed, .wait(1)), (.malformed, .wait(2)), (.malformed, .wait(4))],
            then: newestInPages
        ),
        Self(
            "as do three errors in a row that say nothing of the position",
            [listed, (.failed(broken), .wait(1)), (.event(.error(broken)), .wait(2)), (.failed(broken), .wait(4))],
            then: newestInPages
        ),
        Self(
            "a watch refused because its position is too old leads to a list of the newest state",
            [listed, (.failed(expired), .wait(1))],
            then: newestInPages
        ),
        Self(
            "a watch that ends because its position is too old leads to a list of the newest state",
            [listed, (.event(.error(expired)), .wait(1))],
            then: newestInPages
        ),
        Self(
            "a position that the server does not know yet leads to a list of the newest state",
            [listed, (.failed(tooLarge), .wait(1))],
            then: newestInPages
        ),
        Self(
            "or when the watch says so",
            [listed, (.event(.error(tooLarge)), .wait(1))],
            then: newestInPages
        ),
    ]

    private static let streamed: (Input, Outcome) = (
        .event(.bookmark(resourceVersion: "7", endsInitialEvents: true)), .complete
    )
    private static let firstList = WatcherStateMachine.Step.list(
        ListOptions(selection: selection, resourceVersion: "0")
    )

    static let streaming = [
        Self("what is there is streamed first", [], then: .stream),
        Self(
            "objects alone are not the whole state",
            [(event(WatchEvent.added, "a", "5"), .upsert("a")), (event(WatchEvent.deleted, "a", "6"), .delete("a"))],
            then: .stream
        ),
        Self(
            "nor is a bookmark that does not say so",
            [(.event(.bookmark(resourceVersion: "6")), .nothing)],
            then: .stream
        ),
        Self(
            "the bookmark at their end completes it, and the watch goes on",
            [
                (event(WatchEvent.added, "a", "5"), .upsert("a")), streamed,
                (event(WatchEvent.added, "b", "8"), .upsert("b")),
            ],
            then: .watch(resourceVersion: "8")
        ),
        Self(
            "a server that cannot stream is asked for a list at once",
            [(.failed(cannotStream), .wait(0))],
            then: firstList
        ),
        Self(
            "or says so in the watch",
            [(.event(.error(cannotStream)), .wait(0))],
            then: firstList
        ),
        Self(
            "a stream that breaks begins anew",
            [(event(WatchEvent.added, "a", "5"), .upsert("a")), (.failed(nil), .wait(1))],
            then: .stream
        ),
        Self(
            "one that never comes to its end gives way to a list",
            [(.ended(after: .seconds(60)), .wait(1)), (.failed(nil), .wait(2)), (.malformed, .wait(4))],
            then: firstList
        ),
        Self(
            "a position that is too old leads to a stream",
            [streamed, (.event(.error(expired)), .wait(1))],
            then: .stream
        ),
        Self(
            "and so does nonsense, heard three times",
            [streamed, (.malformed, .wait(1)), (.malformed, .wait(2)), (.malformed, .wait(4))],
            then: .stream
        ),
        Self(
            "a second bookmark of that sort is one like any other",
            [streamed, (.event(.bookmark(resourceVersion: "9", endsInitialEvents: true)), .nothing)],
            then: .watch(resourceVersion: "9")
        ),
    ]

    static let waiting = [
        Self(
            "waits double up to the limit",
            [1, 2, 4, 8, 10, 10].map { (.failed(nil), .wait($0)) },
            then: newestInPages
        ),
        Self(
            "a whole list ends the row of failures",
            [
                (.failed(nil), .wait(1)), (.failed(nil), .wait(2)), listed,
                (.failed(nil), .wait(1)),
            ],
            then: .watch(resourceVersion: "5")
        ),
        Self(
            "a page does not",
            [
                (.failed(nil), .wait(1)), (.page(version: "5", more: "token"), .nothing),
                (.failed(nil), .wait(2)),
            ],
            then: newestInPages
        ),
        Self(
            "a watch that ends as agreed ends the row of failures",
            [listed, (.failed(nil), .wait(1)), (.ended(after: .seconds(60)), .wait(0)), (.failed(nil), .wait(1))],
            then: .watch(resourceVersion: "5")
        ),
        Self(
            "a watch that has shown something ends the row of failures, though it breaks",
            [
                listed, (.failed(nil), .wait(1)), (.failed(nil), .wait(2)),
                (event(WatchEvent.added, "b", "6"), .upsert("b")), (.failed(nil), .wait(1)),
                (.event(.bookmark(resourceVersion: "7")), .nothing), (.failed(nil), .wait(1)), (.failed(nil), .wait(2)),
            ],
            then: .watch(resourceVersion: "7")
        ),
        Self(
            "refusals and broken connections are one row",
            [
                listed, (.failed(broken), .wait(1)), (.event(.error(broken)), .wait(2)),
                (.ended(after: .zero), .wait(4)),
                (.failed(expired), .wait(8)),
            ],
            then: newestInPages
        ),
    ]
}
