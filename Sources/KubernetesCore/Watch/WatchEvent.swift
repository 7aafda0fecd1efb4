/// One line of a watch.
package enum WatchEvent: Hashable, Sendable {
    case added(JSONValue)
    case modified(JSONValue)
    case deleted(JSONValue)
    /// Nothing changed, but the watch has come this far: a position to resume from.
    ///
    /// `endsInitialEvents`: all that was there when the watch began has been sent (`k8s.io/initial-events-end`).
    case bookmark(resourceVersion: String, endsInitialEvents: Bool = false)
    /// The server ends the watch and says why, e.g. that the position is too old (410).
    case error(Status)
}

extension WatchEvent {
    package struct Malformed: Error, CustomStringConvertible {
        package let problem: String
        package var description: String { "a watch sent a line that is no watch event: \(problem)" }
    }

    /// Reads a line without its line feed. `metadata.managedFields` is left out of the object.
    package init(line: some Sequence<UInt8>) throws(Malformed) {
        let event: JSONValue
        do {
            event = try JSONValue(parsing: line, ignoring: "managedFields", cuttingDepth: true)
        } catch {
            throw Malformed(problem: error.description)
        }
        guard let type = event["type"]?.string, let object = event["object"], object.object != nil else {
            throw Malformed(problem: "type and object are required")
        }
        switch type {
        case "ADDED": self = .added(object)
        case "MODIFIED": self = .modified(object)
        case "DELETED": self = .deleted(object)
        case "BOOKMARK":
            let metadata = object["metadata"]
            self = .bookmark(
                resourceVersion: metadata?["resourceVersion"]?.string ?? "",
                endsInitialEvents: metadata?["annotations"]?["k8s.io/initial-events-end"]?.string == "true"
            )
        case "ERROR":
            guard let status = try? JSONValueDecoder().decode(Status.self, from: object) else {
                throw Malformed(problem: "an ERROR without a Status")
            }
            self = .error(status)
        default: throw Malformed(problem: "unknown type \(type)")
        }
    }
}
