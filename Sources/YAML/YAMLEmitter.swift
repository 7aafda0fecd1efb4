package import KubernetesCore

extension JSONValue {
    /// The value as one YAML document in kubectl's style: block collections, two spaces of indentation, sequences level
    /// with their key, members in their order, no folded lines.
    package var yamlText: String {
        var emitter = YAMLEmitter()
        emitter.write(self, indentation: 0)
        return emitter.text
    }
}

extension Sequence<JSONValue> {
    /// The values as the documents of one YAML text.
    package var yamlText: String {
        map(\.yamlText).joined(separator: "---\n")
    }
}

/// Every value is written where its first line begins, and ends its last line.
private struct YAMLEmitter {
    /// libyaml gives up on a key whose colon does not follow within 1024 characters.
    static let longestSimpleKey = 1000

    private(set) var text = ""

    /// - Parameter indentation: the column of an object's keys, an array's dashes or a string's lines.
    mutating func write(_ value: JSONValue, indentation: Int) {
        switch value {
        case .object(let members) where !members.isEmpty: write(members, indentation: indentation)
        case .array(let elements) where !elements.isEmpty: write(elements, indentation: indentation)
        case .string(let string): write(string, indentation: indentation)
        // The other forms of JSON are YAML already.
        default: text += value.jsonText + "\n"
        }
    }

    private mutating func write(_ members: JSONObject, indentation: Int) {
        for (index, member) in members.enumerated() {
            if index > 0 { indent(indentation) }
            let key = ScalarStyle(ofKey: member.key).flow(member.key)
            if key.utf8.count > Self.longestSimpleKey {
                text += "? \(key)\n"
                indent(indentation)
                text += ": "
                write(member.value, indentation: indentation + 2)
            } else {
                text += "\(key):"
                write(member.value, ofKeyAt: indentation)
            }
        }
    }

    private mutating func write(_ value: JSONValue, ofKeyAt indentation: Int) {
        switch value {
        case .object(let members) where !members.isEmpty:
            text += "\n"
            indent(indentation + 2)
            write(members, indentation: indentation + 2)
        case .array(let elements) where !elements.isEmpty:
            text += "\n"
            indent(indentation)
            write(elements, indentation: indentation)
        default:
            text += " "
            write(value, indentation: indentation + 2)
        }
    }

    private mutating func write(_ elements: [JSONValue], indentation: Int) {
        for (index, element) in elements.enumerated() {
            if index > 0 { indent(indentation) }
            text += "- "
            write(element, indentation: indentation + 2)
        }
    }

    private mutating func write(_ string: String, indentation: Int) {
        let style = ScalarStyle(string)
        guard style == .literal else {
            text += style.flow(string) + "\n"
            return
        }
        text += ScalarStyle.literalHeader(string) + "\n"
        for line in string.unicodeScalars.dropLast(string.utf8.last == UInt8(ascii: "\n") ? 1 : 0)
            .split(separator: "\n", omittingEmptySubsequences: false)
        {
            // A document's own text must be indented, too.
            if !line.isEmpty { indent(max(indentation, 2)) }
            text += String(line) + "\n"
        }
    }

    private mutating func indent(_ count: Int) {
        text += String(repeating: " ", count: count)
    }
}
