import KubernetesCore

/// The objects and lists of a text in which one JSON value follows the other, as `jq -c` writes them and kubectl reads them.
struct JSONSequence {
    struct Part {
        let bytes: ArraySlice<UInt8>
        let origin: SourceMark
        let value: JSONValue
    }

    let parts: [Part]

    /// nil where the text is something else.
    init?(_ bytes: [UInt8]) {
        var parts: [Part] = []
        var scanner = Scanner(bytes: bytes)
        scanner.skipSpace()
        while scanner.position < bytes.count {
            let (start, origin) = (scanner.position, scanner.mark)
            guard scanner.skipValue() else { return nil }
            let slice = bytes[start..<scanner.position]
            guard let value = try? JSONValue(parsing: slice) else { return nil }
            parts.append(Part(bytes: slice, origin: origin, value: value.withWholeNumbers))
            scanner.skipSpace()
        }
        self.parts = parts
    }
}

/// Looks for the ends of values only, since a parser reads them afterwards.
private struct Scanner {
    let bytes: [UInt8]
    private(set) var position = 0
    private var line: UInt32 = 1
    private var column: UInt32 = 1

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var mark: SourceMark { SourceMark(line: line, column: column) }

    mutating func skipSpace() {
        while position < bytes.count {
            if " \t\r\n".utf8.contains(bytes[position]) {
                advance()
            } else if bytes[position...].starts(with: ByteOrderMark.bytes) {
                position += ByteOrderMark.bytes.count
            } else {
                return
            }
        }
    }

    /// False where no object or list begins, or where it does not end.
    mutating func skipValue() -> Bool {
        var depth = 0
        var isInString = false
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\\") where isInString && position + 1 < bytes.count: advance()
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{") where !isInString, UInt8(ascii: "[") where !isInString: depth += 1
            case UInt8(ascii: "}") where !isInString, UInt8(ascii: "]") where !isInString: depth -= 1
            default: break
            }
            // Anything but an object or a list.
            if depth <= 0, byte != UInt8(ascii: "}"), byte != UInt8(ascii: "]") { return false }
            advance()
            if depth == 0 { return true }
        }
        return false
    }

    private mutating func advance() {
        let byte = bytes[position]
        position += 1
        if byte == UInt8(ascii: "\n") {
            (line, column) = (line + 1, 1)
        } else if byte & 0xC0 != 0x80 {
            column += 1
        }
    }
}
