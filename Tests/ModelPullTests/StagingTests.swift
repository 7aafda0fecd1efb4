import FoundationEssentials
import ServingCore
import TestSupport
import Testing

@testable import ModelPull

struct StagingTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    @Test func aMissingFolderAppearsWhole() throws {
        let target = "\(folder.path)/a/b"
        let staging = try Staging(for: target + "/")
        try folder.write(String(staging.content.dropFirst(folder.path.count + 1)) + "/x", "1")
        #expect(try names("\(folder.path)/a") == [".b.slipway-pull"])
        try staging.publish()
        #expect(try names("\(folder.path)/a") == ["b"])
        #expect(folder.lines(of: "a/b/x") == ["1"])
    }

    /// There mkdir says that the parent is missing, however often it is made.
    @Test func aFolderThatCannotBeMadeIsAFailure() {
        let error = #expect(throws: PullError.self) { try Staging(for: "/proc/none/model") }
        #expect(error?.failure == .diskFull)
    }

    @Test func aFolderThatIsThereKeepsItsOtherFiles() throws {
        try folder.write("a/other", "1")
        try folder.write("a/same", "old")
        try folder.write("a/sub/old", "1")
        let staging = try Staging(for: "\(folder.path)/a")
        for name in ["same", "sub/new"] { try folder.write("a/.slipway-pull/content/\(name)", "new") }
        try staging.publish()
        #expect(try names("\(folder.path)/a") == ["other", "same", "sub"])
        #expect(try names("\(folder.path)/a/sub") == ["new"])
        #expect(folder.lines(of: "a/same") == ["new"])
    }

    @Test func whatAKilledProcessHasLeftIsClearedAway() throws {
        try folder.write("a/.slipway-pull/content/half", "1")
        try Staging(for: "\(folder.path)/a").publish()
        #expect(try names("\(folder.path)/a") == [])
    }

    @Test func whatItWasAboutToShowIsShown() throws {
        try folder.write("a/first", "1")
        try folder.write("a/.slipway-pull/complete/second", "2")
        try Staging(for: "\(folder.path)/a").remove()
        #expect(try names("\(folder.path)/a") == ["first", "second"])
    }

    @Test func removingGoesThroughNoLink() throws {
        try folder.write("kept/file", "1")
        let staging = try Staging(for: "\(folder.path)/a")
        try folder.link(".a.slipway-pull/content/link", to: "\(folder.path)/kept")
        staging.remove()
        #expect(try names(folder.path) == ["kept"])
        #expect(try names("\(folder.path)/kept") == ["file"])
    }

    @Test func aFileIsNoFolder() throws {
        let file = try folder.write("a", "1")
        #expect { try Staging(for: file) } throws: { ($0 as? PullError)?.failure == .invalidSource }
    }

    @Test func theTerminationLogIsWrittenOnlyWhereThereIsOne() throws {
        let file = try folder.write("log", "something longer than the message")
        TerminationLog.write("DiskFull: x", to: file)
        TerminationLog.write("DiskFull: x", to: "\(folder.path)/missing")
        #expect(folder.lines(of: "log") == ["DiskFull: x"])
        #expect(try names(folder.path) == ["log"])
    }
}
