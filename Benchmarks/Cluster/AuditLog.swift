import KubernetesCore
import SystemPackage

/// The API server's own record of who asked what when: counts and end times that no competitor can get wrong, at no cost
/// to any of them.
struct AuditLog {
    struct Entry {
        let user: String
        let verb: String
        /// Path and query.
        let target: String
        let key: ObjectKey
        let start: Timestamp
        let end: Timestamp
        let isSuccess: Bool
        /// nil unless the policy asks for it.
        let body: JSONValue?

        var isWrite: Bool { !["get", "list", "watch"].contains(verb) && !isEvent && !isLease }
        /// Which are written beside the work, and after it.
        var isEvent: Bool { target.contains("/events") }
        private var isLease: Bool { target.contains("/leases/") }
        /// Whether a controller sends it that has something to do.
        var isWork: Bool { verb != "watch" && !isLease }
    }

    private let path: FilePath

    init(path: String) {
        self.path = FilePath(path)
    }

    /// Where the log ends now.
    func position() throws -> Int64 {
        let file = try FileDescriptor.open(path, .readOnly)
        return try file.closeAfter { try file.seek(offset: 0, from: .end) }
    }

    /// What was asked since `position`, which is moved to the end. Watches count once they have ended.
    ///
    /// - Parameter user: nil for whoever asked.
    func entries(from position: inout Int64, by user: String? = nil) throws -> [Entry] {
        var bytes: [UInt8] = []
        let file = try FileDescriptor.open(path, .readOnly)
        try file.closeAfter {
            try file.seek(offset: position, from: .start)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
            defer { buffer.deallocate() }
            while case let count = try file.read(into: buffer), count > 0 { bytes += buffer[..<count] }
        }
        // The last line may be half written.
        let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        position += Int64(end)
        return try bytes[..<end].split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let entry = Entry(try JSONValue(parsing: line)) else { return nil }
            return user == nil || entry.user == user ? entry : nil
        }
    }
}

extension AuditLog.Entry {
    fileprivate init?(_ json: JSONValue) {
        guard json["stage"]?.string == "ResponseComplete",
            let user = json["user"]?["username"]?.string,
            let verb = json["verb"]?.string,
            let target = json["requestURI"]?.string,
            let start = (json["requestReceivedTimestamp"]?.string).flatMap(Timestamp.init(rfc3339:)),
            let end = (json["stageTimestamp"]?.string).flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        let object = json["objectRef"]
        let key = ObjectKey(namespace: object?["namespace"]?.string, name: object?["name"]?.string ?? "")
        let code = json["responseStatus"]?["code"]?.integer ?? 0
        self.init(
            user: user,
            verb: verb,
            target: target,
            key: key,
            start: start,
            end: end,
            isSuccess: (200..<300).contains(code),
            body: json["requestObject"]
        )
    }
}
