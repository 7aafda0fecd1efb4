import ServingCore
import Testing

struct ArchiveEntryTests {
    @Test func takesOrdinaryPathsApart() throws {
        #expect(try ArchiveEntry.components(of: "./a//b/./c..d/") == ["a", "b", "c..d"])
        #expect(try ArchiveEntry.components(of: "./") == [])
    }

    @Test(arguments: ["/etc/passwd", "../a", "a/../../b", "a/..", "//a"])
    func refusesByName(path: String) {
        #expect { try ArchiveEntry.components(of: path) } throws: { error in
            let error = error as? PullError
            return error?.failure == .unsafeArchive && error?.sentence.contains("\"\(path)\"") == true
        }
    }

    @Test func refusesLongNames() {
        #expect(throws: PullError.self) { try ArchiveEntry.components(of: String(repeating: "a", count: 256)) }
        #expect(throws: PullError.self) { try ArchiveEntry.components(of: String(repeating: "a/", count: 3000)) }
    }

    @Test(arguments: [("a/b/link", "../c"), ("a/link", "b"), ("link", "./a/b"), ("a/b/link", "../../c")])
    func linksMayStayInside(path: String, target: String) throws {
        try ArchiveEntry.checkLink(path.split(separator: "/").map(String.init), to: target)
    }

    /// The last one is inside by its letters only: `d` may lead to the top, and `..` after it counts from there.
    @Test(arguments: [
        ("link", "/etc"), ("link", ".."), ("a/link", "../../b"), ("link", ""), ("a/b/link", "../../../x"),
        ("a/b/c/link", "d/../.."),
    ])
    func linksMayNotLeave(path: String, target: String) {
        #expect { try ArchiveEntry.checkLink(path.split(separator: "/").map(String.init), to: target) } throws: {
            ($0 as? PullError)?.failure == .unsafeArchive
        }
    }

    @Test func messagesAreOfOneLine() {
        #expect(ArchiveEntry.shown("a\nb\u{1b}[2J") == "\"a?b?[2J\"")
    }
}
