/// Why a text is not JSON, and where: `offset` counts bytes from 0.
package struct JSONSyntaxError: Error, Hashable, CustomStringConvertible {
    package let offset: Int
    package let problem: String

    package var description: String { "invalid JSON at byte \(offset): \(problem)" }
}

extension JSONValue {
    /// Parses one JSON document (RFC 8259) in UTF-8.
    ///
    /// - Parameters:
    ///   - bytes: the whole text.
    ///   - ignoredKey: a member that is skipped, wherever it stands, without building its value; `managedFields`
    ///     makes up a quarter of what an API server sends.
    ///   - cutsDepth: whether a value nested deeper than 512 becomes a text that says so, which is what a reader of
    ///     other people's objects wants: one such object must not hide all others.
    /// - Throws: ``JSONSyntaxError``, also for nesting deeper than 512, so that no text can exhaust the stack.
    package init(
        parsing bytes: some Sequence<UInt8>,
        ignoring ignoredKey: String? = nil,
        cuttingDepth cutsDepth: Bool = false
    ) throws(JSONSyntaxError) {
        let result: Result<JSONValue, JSONSyntaxError> = ContiguousArray(bytes).withUnsafeBufferPointer { buffer in
            var parser = JSONParser(bytes: buffer, ignoredKey: ignoredKey, cutsDepth: cutsDepth)
            do throws(JSONSyntaxError) {
                return .success(try parser.document())
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// Parses the answer to a list without ever holding it whole: each element of its `items` goes to `take`, in order, as
    /// soon as it is read, and none of them stays in the value.
    ///
    /// - Throws: ``JSONSyntaxError``, perhaps after elements have been taken.
    package init(
        parsingList bytes: [UInt8],
        ignoring ignoredKey: String? = nil,
        cuttingDepth cutsDepth: Bool = false,
        _ take: (JSONValue) -> Void
    ) throws(JSONSyntaxError) {
        let result: Result<JSONValue, JSONSyntaxError> = withoutActuallyEscaping(take) { take in
            bytes.withUnsafeBufferPointer { buffer in
                var parser = JSONParser(bytes: buffer, ignoredKey: ignoredKey, cutsDepth: cutsDepth)
                parser.takeItem = take
                do throws(JSONSyntaxError) {
                    return .success(try parser.document())
                } catch {
                    return .failure(error)
                }
            }
        }
        self = try result.get()
    }

    package init(parsing text: String) throws(JSONSyntaxError) {
        try self.init(parsing: text.utf8)
    }
}

private struct JSONParser: ~Copyable {
    static let maximumDepth = 512

    let bytes: UnsafeBufferPointer<UInt8>
    let ignoredKey: String?
    let cutsDepth: Bool
    /// Gets the elements of the document's `items`.
    var takeItem: ((JSONValue) -> Void)?
    var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>, ignoredKey: String?, cutsDepth: Bool) {
        self.bytes = bytes
        self.ignoredKey = ignoredKey
        self.cutsDepth = cutsDepth
    }

    mutating func document() throws(JSONSyntaxError) -> JSONValue {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw failure("something follows the end of the value") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard depth < Self.maximumDepth else {
            let problem = "nested deeper than \(Self.maximumDepth)"
            guard cutsDepth else { throw failure(problem) }
            try skipValue()
            return .string(problem)
        }
        skipSpace()
        switch peek() {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"): return try number()
        case let byte? where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"): return try number()
        case nil: throw failure("the text ends where a value is expected")
        default: throw failure("a value is expected")
        }
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSONObject {
        var object = JSONObjectBuilder()
        position += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return JSONObject() }
        repeat {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw failure("a member's name in quotes is expected") }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("':' is expected") }
            skipSpace()
            if key == ignoredKey {
                try skipValue()
            } else if depth == 0, key == "items", let takeItem, peek() == UInt8(ascii: "[") {
                try elements(depth: depth + 1, takeItem)
            } else {
                object.set(try value(depth: depth + 1), for: key)
            }
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw failure("',' or '}' is expected") }
        return JSONObject(uniqueMembers: object.members)
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        var array: [JSONValue] = []
        try elements(depth: depth) { array.append($0) }
        return array
    }

    private mutating func elements(depth: Int, _ body: (JSONValue) -> Void) throws(JSONSyntaxError) {
        position += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return }
        repeat {
            body(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw failure("',' or ']' is expected") }
    }

    /// Passes over one value by its brackets and strings alone.
    private mutating func skipValue() throws(JSONSyntaxError) {
        var open = 0
        repeat {
            skipSpace()
            switch peek() {
            case nil: throw failure("the text ends inside a value")
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open += 1
                position += 1
            case UInt8(ascii: "}") where open > 0, UInt8(ascii: "]") where open > 0:
                open -= 1
                position += 1
            case UInt8(ascii: ",") where open > 0, UInt8(ascii: ":") where open > 0: position += 1
            case let byte? where Self.endsScalar(byte): throw failure("a value is expected")
            case UInt8(ascii: "\""): try skipString()
            default:
                while let byte = peek(), !Self.endsScalar(byte) { position += 1 }
            }
        } while open > 0
    }

    private mutating func skipString() throws(JSONSyntaxError) {
        position += 1
        while let byte = peek() {
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return }
        }
        throw failure("the text ends inside a string")
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"), 0x20, 0x0A, 0x0D, 0x09: true
        default: false
        }
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        position += 1
        let start = position
        while let byte = peek(), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        if peek() == UInt8(ascii: "\"") {
            defer { position += 1 }
            return try text(UnsafeBufferPointer(rebasing: bytes[start..<position]))
        }
        var decoded = ContiguousArray(bytes[start..<position])
        while let byte = peek(), byte != UInt8(ascii: "\"") {
            switch byte {
            case UInt8(ascii: "\\"): try escape(into: &decoded)
            case 0..<0x20: throw failure("a control character stands in a string")
            default:
                decoded.append(byte)
                position += 1
            }
        }
        guard take(UInt8(ascii: "\"")) else { throw failure("the text ends inside a string") }
        return try decoded.withUnsafeBufferPointer { buffer throws(JSONSyntaxError) in try text(buffer) }
    }

    private func text(_ utf8: UnsafeBufferPointer<UInt8>) throws(JSONSyntaxError) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else { throw failure("a string is not valid UTF-8") }
        return text
    }

    private mutating func escape(into decoded: inout ContiguousArray<UInt8>) throws(JSONSyntaxError) {
        position += 1
        guard let byte = peek() else { throw failure("the text ends inside a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"): decoded += String(try escapedScalar()).utf8
        default: throw failure("'\\\(Character(Unicode.Scalar(byte)))' is no escape")
        }
    }

    /// The scalar of `\u` and four digits; half of a surrogate pair without its other half becomes U+FFFD, as in Go.
    private mutating func escapedScalar() throws(JSONSyntaxError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let afterFirst = position
        guard UTF16.isLeadSurrogate(UInt16(unit)), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            position = afterFirst
            return replacement
        }
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(UInt16(second)) else {
            position = afterFirst
            return replacement
        }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    private mutating func codeUnit() throws(JSONSyntaxError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw failure("four hexadecimal digits are expected")
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[position - whole] != UInt8(ascii: "0") else {
            throw failure("a number is malformed")
        }
        var isIntegral = true
        if take(UInt8(ascii: ".")) {
            isIntegral = false
            guard digits() > 0 else { throw failure("a number is malformed") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isIntegral = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw failure("a number is malformed") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isIntegral, let integer = Int64(text) { return .integer(integer) }
        guard let double = Double(text), double.isFinite else { throw failure("\(text) is out of range") }
        return .number(double)
    }

    /// Passes over decimal digits and tells how many there were.
    private mutating func digits() -> Int {
        let start = position
        while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        return position - start
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        for offset in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[offset]) else { throw failure("a value is expected") }
        }
        return value
    }

    private func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func failure(_ problem: String) -> JSONSyntaxError {
        JSONSyntaxError(offset: min(position, bytes.count), problem: problem)
    }
}
