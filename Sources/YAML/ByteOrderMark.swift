/// What some editors write before a text in UTF-8.
enum ByteOrderMark {
    static let bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The text without those before its second document and later ones. kubectl takes documents apart before it reads
    /// them, so that each may begin with one, as in files that were put together.
    static func removed(fromLaterDocuments text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: bytes[0]) {
            let isMark = text[start...].starts(with: bytes) && followsDocumentStart(text, start)
            result += rest[..<start]
            if !isMark { result.append(text[start]) }
            rest = rest[(start + (isMark ? bytes.count : 1))...]
        }
        // Nearly every text has none.
        return rest.startIndex == 0 ? text : result + rest
    }

    /// Whether the line before `index`, where a line begins, is `---`.
    private static func followsDocumentStart(_ text: [UInt8], _ index: Int) -> Bool {
        guard index > 0, text[index - 1] == UInt8(ascii: "\n") else { return false }
        let before = text[..<(index - 1)]
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return before[start...].starts(with: "---".utf8)
    }
}
