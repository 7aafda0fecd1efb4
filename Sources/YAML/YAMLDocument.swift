package import KubernetesCore

/// One document of a YAML text, with the place of each of its values.
package struct YAMLDocument: Sendable {
    package let value: JSONValue
    package let file: String?
    private let marks: MarkTree

    init(value: JSONValue, file: String?, marks: MarkTree) {
        self.value = value
        self.file = file
        self.marks = marks
    }

    /// Where the value at `path` starts; if it is missing, where its nearest parent does.
    package func mark(ofValueAt path: FieldPath) -> SourceMark {
        marks.node(at: path, in: value).value
    }

    /// Where the key of the member at `path` starts; if it is missing, where its nearest parent's key does. An element
    /// of an array has no key and is found where it starts itself.
    package func mark(ofKeyAt path: FieldPath) -> SourceMark {
        marks.node(at: path, in: value).key
    }
}

extension YAMLDocument {
    /// Reads all documents of a text as kubectl does: YAML 1.1 with its booleans, octal numbers and merge keys, but
    /// refusing keys that come twice and tags other than YAML's own.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, or UTF-16 with a byte order mark; JSON is YAML.
    ///   - file: the name that errors start with.
    /// - Returns: the documents in their order, without empty ones.
    package static func parse(
        _ bytes: some Collection<UInt8>,
        file: String? = nil,
        limits: YAMLLimits = .default
    ) throws(YAMLError) -> [YAMLDocument] {
        // From here on without the cost of a generic collection.
        let bytes = ByteOrderMark.removed(fromLaterDocuments: Array(bytes))
        guard bytes.count <= limits.maximumBytes else {
            let problem = "\(bytes.count) bytes are more than the \(limits.maximumBytes) that are read"
            throw YAMLError(file: file, mark: .start, problem: problem)
        }
        var parser = DocumentParser(events: try EventReader(bytes, file: file), file: file, limits: limits)
        let json = json(bytes)
        do throws(YAMLError) {
            let documents = try parser.documents()
            guard let json, let document = documents.first else { return documents }
            return [YAMLDocument(value: json, file: file, marks: document.marks)]
        } catch {
            guard parser.isSyntaxError else { throw error }
            if let json { return [YAMLDocument(value: json, file: file, marks: MarkTree(.start))] }
            guard let sequence = JSONSequence(bytes), sequence.parts.count > 1 else { throw error }
            return try sequence.parts.map { part throws(YAMLError) in try document(part, file: file, limits: limits) }
        }
    }

    /// - Throws: what is wrong besides the syntax: a key that comes twice, say.
    private static func document(
        _ part: JSONSequence.Part,
        file: String?,
        limits: YAMLLimits
    ) throws(YAMLError) -> YAMLDocument {
        var parser = DocumentParser(events: try EventReader(Array(part.bytes), file: file), file: file, limits: limits)
        do throws(YAMLError) {
            let marks = try parser.documents().first?.marks ?? MarkTree(.start)
            return YAMLDocument(value: part.value, file: file, marks: marks.moved(to: part.origin))
        } catch {
            if parser.isSyntaxError {
                return YAMLDocument(value: part.value, file: file, marks: MarkTree(part.origin))
            }
            throw YAMLError(file: file, mark: error.mark.moved(to: part.origin), problem: error.problem)
        }
    }

    /// The value of a text that is JSON. Not quite all JSON is YAML: libyaml refuses the surrogate pairs that escape an
    /// emoji, and folds the line separators that JSON's strings may hold.
    private static func json(_ bytes: [UInt8]) -> JSONValue? {
        let text = bytes.starts(with: ByteOrderMark.bytes) ? bytes.dropFirst(ByteOrderMark.bytes.count) : bytes[...]
        let first = text.first { !" \t\r\n".utf8.contains($0) }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
        return (try? JSONValue(parsing: text))?.withWholeNumbers
    }
}
