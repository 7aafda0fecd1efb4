import CYAML

/// What libyaml finds in a text, one thing after the other.
///
/// Owns the parser, which must not move because libyaml keeps its address, and the text that it reads from.
struct EventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>
    private let file: String?

    /// Whether the text is not YAML; nothing more can be read then.
    private(set) var hasFailed = false

    init(_ bytes: [UInt8], file: String?) throws(YAMLError) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        // One line more, because libyaml insists on an address even for an empty text.
        text = .allocate(capacity: bytes.count + 1)
        text.initialize(repeating: UInt8(ascii: "\n"))
        _ = text.update(from: bytes)
        self.file = file
        guard yaml_parser_initialize(parser) != 0 else {
            throw YAMLError(file: file, mark: .start, problem: "out of memory")
        }
        yaml_parser_set_input_string(parser, text.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    /// The next event; not to be called after the end of the stream or an error.
    mutating func next() throws(YAMLError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) != 0 else {
            hasFailed = true
            throw failure(of: parser.pointee)
        }
        defer { yaml_event_delete(&event) }
        return Event(event)
    }

    private func failure(of parser: yaml_parser_t) -> YAMLError {
        var problem = parser.problem.map { String(cString: $0) } ?? "out of memory"
        if parser.error == YAML_READER_ERROR {
            problem += "; the text must be UTF-8 without control characters"
            return YAMLError(file: file, mark: mark(ofByte: parser.problem_offset), problem: problem)
        }
        let line = parser.problem_mark.line
        if let column = columnOfIndentingTab(line: line), problem.contains("tab") || problem.contains("cannot start") {
            let mark = SourceMark(yaml_mark_t(index: 0, line: line, column: column))
            return YAMLError(file: file, mark: mark, problem: "a tab cannot indent YAML; use spaces")
        }
        if let context = parser.context {
            problem += " \(String(cString: context))"
            if parser.context_mark.line != line { problem += " that starts on line \(parser.context_mark.line + 1)" }
        }
        if problem.contains("expected <document start>") { problem += "; put --- between two documents" }
        return YAMLError(file: file, mark: SourceMark(parser.problem_mark), problem: problem)
    }

    private func mark(ofByte offset: Int) -> SourceMark {
        let before = text.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") }
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return SourceMark(yaml_mark_t(index: 0, line: line, column: before[lineStart...].count { $0 & 0xC0 != 0x80 }))
    }

    /// Counts lines and columns from 0.
    private func columnOfIndentingTab(line: Int) -> Int? {
        var rest = text[...]
        for _ in 0..<line {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            rest = rest[(end + 1)...]
        }
        let indentation = rest.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return indentation.firstIndex(of: UInt8(ascii: "\t")).map { $0 - indentation.startIndex }
    }
}
