import FoundationEssentials
import KubernetesCore

extension String {
    static let tagPrefix = "tag:yaml.org,2002:"

    /// A tag as people write it: `!!str`.
    var shortTag: String {
        hasPrefix(Self.tagPrefix) ? "!!\(dropFirst(Self.tagPrefix.count))" : self
    }
}

extension JSONValue {
    /// Reads a scalar as the type its tag asks for; nil if it cannot be read so, or if the tag is none of YAML's own.
    init?(scalar text: String, tag: String) {
        let value = JSONValue(plainScalar: text)
        switch (tag.shortTag, value) {
        case ("!!str", _): self = .string(text)
        case ("!!binary", _):
            let lines = text.split(whereSeparator: \.isNewline)
            guard let data = Data(base64Encoded: lines.joined()), let decoded = String(validating: data, as: UTF8.self)
            else { return nil }
            self = .string(decoded)
        case ("!!null", .null), ("!!bool", .bool), ("!!int", .integer), ("!!float", .integer), ("!!float", .number):
            self = value
        default: return nil
        }
    }
}
