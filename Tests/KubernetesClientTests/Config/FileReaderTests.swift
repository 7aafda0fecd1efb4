import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct FileReaderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test(arguments: [0, 1, 16_383, 16_384, 16_385, 100_000]) func `a file is read whole`(size: Int) throws {
        let text = String(repeating: "x", count: size)
        let path = try folder.write("file", text)
        #expect(try FileReader.system.contents(of: path, at: .init()) == Array(text.utf8))
    }

    @Test func `a missing file is told from an unreadable one`() throws {
        let file = try folder.write("file", "")
        for path in ["\(folder.path)/missing", "\(folder.path)/missing/file", "\(file)/below"] {
            #expect(try FileReader.system.contentsIfPresent(of: path, at: .init()) == nil)
            let error = try #require(throws: ConfigurationError.self) {
                try FileReader.system.contents(of: path, at: .init(file: "config", field: "tokenFile"))
            }
            #expect(error.reason == .missing)
            #expect(error.description == "config: tokenFile: there is no file \(path)")
        }
        let error = try #require(throws: ConfigurationError.self) {
            try FileReader.system.contentsIfPresent(of: folder.path, at: .init())
        }
        #expect(error.reason == .unreadable)
        #expect(error.description == "cannot read \(folder.path) (Is a directory)")
    }

    @Test("A token may be surrounded by space", arguments: ["t0ken", "t0ken\n", "\r\n  t0ken \t\n\n"])
    func token(text: String) throws {
        let files = FileReader.memory(["token": text])
        #expect(try files.bearer(fromTokenIn: "token", at: .init()) == "Bearer t0ken")
    }

    @Test("Anything else is no token", arguments: ["", "\n", "two words", "two\nlines"])
    func noToken(text: String) throws {
        let files = FileReader.memory(["token": text])
        let error = try #require(throws: ConfigurationError.self) {
            try files.bearer(fromTokenIn: "token", at: .init(file: "token"))
        }
        #expect(error.reason == .invalid)
        #expect(error.description.hasPrefix("token: the token "))
    }
}
