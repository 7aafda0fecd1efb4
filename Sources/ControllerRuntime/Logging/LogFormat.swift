import KubernetesCore
import Logging

/// How a line of the log is written.
package enum LogFormat: String, Sendable, CaseIterable {
    /// One object for each line: `ts`, `level`, `msg`, then the metadata by its keys, nested as it is.
    case json
    /// For people: time, level, message, then `key=value`.
    case text

    /// The line with its line feed. It is one line whatever the message and the metadata hold.
    func line(
        _ time: Timestamp,
        _ level: Logger.Level,
        _ message: String,
        _ metadata: Logger.Metadata = [:]
    ) -> [UInt8] {
        let metadata = metadata.sorted { $0.key < $1.key }
        let line: String
        switch self {
        case .json:
            let head: [(String, JSONValue)] = [
                ("ts", .string(time.rfc3339Milliseconds)), ("level", .string(level.rawValue)),
                ("msg", .string(message)),
            ]
            let reserved = Set(head.map(\.0))
            let rest = metadata.map { key, value in (reserved.contains(key) ? "metadata.\(key)" : key, value.json) }
            line = JSONValue.object(JSONObject(head + rest)).jsonText
        case .text:
            let pairs = metadata.map { " \($0.key.quotedIfNeeded)=\($0.value.description.quotedIfNeeded)" }.joined()
            let message = message.isPrintable ? message : JSONValue.string(message).jsonText
            line = "\(time.rfc3339Milliseconds) \(level.rawValue) \(message)\(pairs)"
        }
        return Array((line + "\n").utf8)
    }
}

extension Logger.MetadataValue {
    fileprivate var json: JSONValue {
        switch self {
        case .string(let text): .string(text)
        case .stringConvertible(let value): .string(value.description)
        case .array(let values): .array(values.map(\.json))
        case .dictionary(let members):
            .object(JSONObject(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))
        }
    }
}

extension String {
    fileprivate var isPrintable: Bool { unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } }

    /// With quotes, so that it is clear where the value ends.
    fileprivate var quotedIfNeeded: String {
        let isPlain = !isEmpty && isPrintable && !contains { $0 == " " || $0 == "\"" || $0 == "=" }
        return isPlain ? self : JSONValue.string(self).jsonText
    }
}
