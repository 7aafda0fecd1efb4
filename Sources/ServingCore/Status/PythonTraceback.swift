/// What Python writes when an exception ends a script: where it went through, then what it was.
struct PythonTraceback: Hashable, Sendable {
    struct Frame: Hashable, Sendable {
        let file: String
        let line: Int
        /// nil for a syntax error.
        let function: String?
    }

    /// From the outermost call to the one that raised.
    let frames: [Frame]
    /// With its modules, such as `requests.exceptions.HTTPError`.
    let type: String
    /// Empty for an exception without arguments; may have several lines.
    let message: String
}

extension PythonTraceback {
    /// The tracebacks in a log, in order: an exception after those that it was raised for. What stands between them does not
    /// matter, and the beginning of the first one may be missing.
    static func all(in log: String) -> [PythonTraceback] {
        var found: [PythonTraceback] = []
        var frames: [Frame] = []
        var exception: (type: String, lines: [Substring])?

        func finish() {
            if let raised = exception, !frames.isEmpty {
                let message = raised.lines.joined(separator: "\n")
                found.append(PythonTraceback(frames: frames, type: raised.type, message: message))
            }
            (frames, exception) = ([], nil)
        }

        for line in log.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.hasSuffix("Traceback (most recent call last):") {
                finish()
            } else if let frame = Frame(line) {
                if exception != nil { finish() }
                frames.append(frame)
            } else if line.isEmpty || line.isLogged {
                finish()
            } else if exception != nil {
                exception?.lines.append(line)
            } else if !line.hasPrefix(" ") {
                exception = exceptionLine(line)
            }
        }
        finish()
        return found
    }

    private static func exceptionLine(_ line: Substring) -> (type: String, lines: [Substring])? {
        guard let match = line.wholeMatch(of: #/([A-Za-z_][\w.]*)(?:: (.*))?/#) else { return nil }
        return (String(match.output.1), match.output.2.map { [$0] } ?? [])
    }

    /// In a line, as Python ends a traceback with it.
    var exception: String { message.isEmpty ? type : "\(type): \(message)" }
}

extension PythonTraceback.Frame {
    fileprivate init?(_ line: Substring) {
        guard let match = line.wholeMatch(of: #/\s+File "([^"]+)", line (\d+)(?:, in (.+))?/#),
            let number = Int(match.output.2)
        else { return nil }
        self.init(file: String(match.output.1), line: number, function: match.output.3.map(String.init))
    }
}

extension Substring {
    /// Whether it is the beginning of a log's entry, in the format of the scoring server.
    fileprivate var isLogged: Bool { prefixMatch(of: #/\d{4}-\d\d-\d\d[ T]\d\d:\d\d/#) != nil }
}
