import KubernetesCore
import TestSupport
import Testing

@Suite struct LineFramerTests {
    /// Events of different lengths, some with characters of several bytes.
    private static let lines = (1...24).map { number in
        let note = String(repeating: "é日😀", count: number % 5)
        return #"{"type":"MODIFIED","object":{"metadata":{"name":"p\#(number)","annotations":{"note":"\#(note)"}}}}"#
    }

    /// The lines as a server sends them, here and there with an empty line between.
    private static let transcript = lines.enumerated().flatMap { index, line in
        Array((line + (index % 7 == 0 ? "\n\n\n" : "\n")).utf8)
    }

    private func lines(of pieces: some Sequence<some Collection<UInt8>>) throws -> [String] {
        var framer = LineFramer()
        return try pieces.flatMap { try framer.lines(appending: $0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `the lines are the same wherever the stream is cut`() throws {
        let transcript = Self.transcript
        for offset in 0...transcript.count {
            #expect(try lines(of: [transcript[..<offset], transcript[offset...]]) == Self.lines, "cut at \(offset)")
        }
    }

    @Test func `the lines are the same byte by byte`() throws {
        #expect(try lines(of: Self.transcript.map { [$0] }) == Self.lines)
    }

    @Test("The lines are the same in random pieces", arguments: 0..<100 as Range<UInt64>)
    func randomPieces(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let longest = [3, 40, 400, 4000].randomElement(using: &generator) ?? 1
        var rest = Self.transcript[...]
        var pieces: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 0...longest, using: &generator))
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        #expect(try lines(of: pieces) == Self.lines)
    }

    @Test("Empty lines are left out", arguments: ["", "\n", "\n\n\n"])
    func emptyLines(text: String) throws {
        #expect(try lines(of: [Array(text.utf8)]).isEmpty)
    }

    @Test func `a line without its end is kept back`() throws {
        var framer = LineFramer()
        #expect(try framer.lines(appending: Array("ab\ncd".utf8)).map(Array.init) == [Array("ab".utf8)])
        #expect(try framer.lines(appending: Array("e\n".utf8)).map(Array.init) == [Array("cde".utf8)])
    }

    @Test("A line of as many bytes as the limit allows passes", arguments: 1...9)
    func longestLine(pieceLength: Int) throws {
        var framer = LineFramer(limit: 8)
        var rest = Array("12345678\nabcdefgh\n".utf8)[...]
        var lines: [String] = []
        while !rest.isEmpty {
            lines += try framer.lines(appending: rest.prefix(pieceLength)).map { String(decoding: $0, as: UTF8.self) }
            rest = rest.dropFirst(pieceLength)
        }
        #expect(lines == ["12345678", "abcdefgh"])
    }

    @Test func `so does the part of a line that is kept back`() throws {
        var framer = LineFramer(limit: 8)
        #expect(try framer.lines(appending: "a\n12345678".utf8).map(Array.init) == [Array("a".utf8)])
        #expect(try framer.lines(appending: "\n".utf8).map(Array.init) == [Array("12345678".utf8)])
    }

    @Test(
        "A longer line is refused, whether its end is there or not",
        arguments: [["123456789"], ["123456789\n"], ["12345678", "9"], ["a\n12345678", "9\nb\n"], ["a\n123456789"]]
    )
    func tooLong(pieces: [String]) throws {
        var framer = LineFramer(limit: 8)
        let error = try #require(throws: LineFramer.LineTooLong.self) {
            for piece in pieces { _ = try framer.lines(appending: piece.utf8) }
        }
        #expect(error.limit == 8)
    }

    @Test func `many lines together may be longer than the limit`() throws {
        var framer = LineFramer(limit: 8)
        #expect(try framer.lines(appending: Array(repeating: "1234567\n", count: 100).joined().utf8).count == 100)
    }
}
