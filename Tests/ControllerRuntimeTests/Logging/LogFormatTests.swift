import KubernetesCore
import Logging
import Testing

@testable import ControllerRuntime

@Suite struct LogFormatTests {
    private struct Version: CustomStringConvertible, Sendable {
        let description = "v1.2 \"beta\""
    }

    private static let time = Timestamp(seconds: 1_136_214_245, nanoseconds: 7_999_999)

    private func line(_ format: LogFormat, _ message: String, _ metadata: Logger.Metadata = [:]) -> String {
        String(decoding: format.line(Self.time, .notice, message, metadata), as: UTF8.self)
    }

    @Test func `JSON has time, level and message first, then the metadata by its keys`() {
        let line = line(.json, "starting", ["version": "1", "controller": "model"])
        #expect(
            line == #"{"ts":"2006-01-02T15:04:05.007Z","level":"notice","msg":"starting","#
                + #""controller":"model","version":"1"}"# + "\n"
        )
    }

    @Test func `text has the same, for people`() {
        let metadata: Logger.Metadata = ["name": "a", "error": "no \"room\"", "empty": "", "list": ["a", "b"]]
        #expect(
            line(.text, "cannot reconcile", metadata) == "2006-01-02T15:04:05.007Z notice cannot reconcile "
                + #"empty="" error="no \"room\"" list="[\"a\", \"b\"]" name=a"# + "\n"
        )
    }

    static let oddities: [Logger.Metadata] = [
        [:],
        ["nested": ["a": ["b", ["c": "d"]], "e": .stringConvertible(Version())]],
        ["control": .string(String(String.UnicodeScalarView((0..<0x20).compactMap(Unicode.Scalar.init))))],
        ["line\nfeed": "a\r\nb", "quote\"": "\\", "": ""],
        ["unicode": "\u{2028}\u{0}\u{7f}\u{10ffff}é👩‍👩‍👧"],
        ["ts": "not the time", "level": "not the level", "msg": "not the message"],
        ["empty array": [], "empty dictionary": .dictionary([:])],
    ]

    @Test(arguments: oddities) func `any metadata is one line of valid JSON`(_ metadata: Logger.Metadata) throws {
        let bytes = LogFormat.json.line(Self.time, .error, "a \"message\"\nof two lines", metadata)
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(!bytes.dropLast().contains { $0 < 0x20 })
        let json = try JSONValue(parsing: bytes.dropLast())
        #expect(json["ts"] == "2006-01-02T15:04:05.007Z")
        #expect(json["level"] == "error")
        #expect(json["msg"] == "a \"message\"\nof two lines")
        #expect(json.object?.count == 3 + metadata.count)
    }

    @Test(arguments: oddities) func `any metadata is one line of text`(_ metadata: Logger.Metadata) {
        let bytes = LogFormat.text.line(Self.time, .error, "a message\nof two lines", metadata)
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(!bytes.dropLast().contains { $0 < 0x20 })
    }

    @Test func `nested metadata keeps its shape`() throws {
        let json = try JSONValue(parsing: LogFormat.json.line(Self.time, .info, "", Self.oddities[1]).dropLast())
        #expect(json["nested"] == ["a": ["b", ["c": "d"]], "e": "v1.2 \"beta\""])
    }
}
