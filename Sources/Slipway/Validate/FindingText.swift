import KubernetesCore
import ServingCore
import YAML

extension ValidationReport {
    /// A line for each finding, and one that says so if nothing is wrong.
    func text(_ findings: [LocatedFinding]) -> String {
        var lines = findings.map(\.text)
        if !findings.contains(where: { $0.severity == .error }) { lines.append(summary) }
        return lines.joined(separator: "\n")
    }

    private var summary: String {
        let documents = "\(documentCount) \(documentCount == 1 ? "document" : "documents")"
        switch objectCount {
        case 0: return "there is no object of \(ServingAPI.group) in \(documents)"
        case 1: return "1 object of \(documents) is valid"
        default: return "\(objectCount) objects of \(documents) are valid"
        }
    }
}

extension LocatedFinding {
    /// `file:line:column: field: message`, as compilers write it, on one line.
    var text: String {
        let severity = severity == .error ? nil : self.severity.rawValue
        let parts = ["\(location)", severity, field.steps.isEmpty ? nil : "\(field)", fullMessage]
        return parts.compactMap { $0 }.joined(separator: ": ").onOneLine
    }

    /// The message with the other place, if there is one.
    var fullMessage: String {
        related.map { "\(message) (the first is at \($0))" } ?? message
    }

    var asError: LocatedFinding {
        var finding = self
        finding.severity = .error
        return finding
    }
}

extension [LocatedFinding] {
    /// A JSON array with an element on each line.
    var json: String {
        isEmpty ? "[]" : "[\n" + map(\.json.jsonText).joined(separator: ",\n") + "\n]"
    }
}

extension LocatedFinding {
    fileprivate var json: JSONValue {
        [
            "file": .string(location.file),
            "line": .integer(Int64(location.mark.line)),
            "column": .integer(Int64(location.mark.column)),
            "severity": .string(severity.rawValue),
            "rule": .string(rule.id),
            "object": object.map(\.json) ?? .null,
            "field": .string(field.description),
            "message": .string(fullMessage),
        ]
    }
}

extension ObjectName {
    fileprivate var json: JSONValue {
        [
            "kind": .string(kind),
            "namespace": namespace.map(JSONValue.string) ?? .null,
            "name": name.map(JSONValue.string) ?? .null,
        ]
    }
}

extension String {
    /// Without line ends and other control characters, which a terminal would obey.
    fileprivate var onOneLine: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        return unicodeScalars.map { $0.isControl ? $0.escaped(asASCII: true) : String($0) }.joined()
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
        default: false
        }
    }
}
