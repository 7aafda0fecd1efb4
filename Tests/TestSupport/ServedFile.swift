/// What a server has at an address, and how it gives it.
package struct ServedFile: Sendable {
    package var bytes: [UInt8]
    package var tag: String?
    package var hasRanges: Bool
    /// Where each connection breaks: after so many bytes of a body.
    package var cutAfter: Int?

    package init(bytes: [UInt8], tag: String? = "\"1\"", hasRanges: Bool = true, cutAfter: Int? = nil) {
        self.bytes = bytes
        self.tag = tag
        self.hasRanges = hasRanges
        self.cutAfter = cutAfter
    }

    /// Answers as RFC 9110 wants it.
    package func answer(_ request: ScriptedServer.Request) -> [UInt8] {
        var head = ["Connection: close", "Date: Thu, 01 Jan 1970 00:00:10 GMT"]
        if let tag { head.append("ETag: \(tag)") }
        if let match = request.headers["if-match"], match != tag { return ScriptedServer.response(412, "") }
        let isSame = request.headers["if-range"].map { $0 == tag } ?? true
        var body = bytes[...]
        var status = "200 OK"
        if hasRanges, isSame, let range = request.headers["range"]?.dropFirst("bytes=".count) {
            let ends = range.split(separator: "-").compactMap { Int($0) }
            guard let start = ends.first, start < bytes.count else {
                return ScriptedServer.response(416, "", headers: ["Content-Range: bytes */\(bytes.count)"])
            }
            body = bytes[start...min(ends.count > 1 ? ends[1] : .max, bytes.count - 1)]
            status = "206 Partial Content"
            head.append("Content-Range: bytes \(start)-\(body.endIndex - 1)/\(bytes.count)")
        }
        head.append("Content-Length: \(body.count)")
        let text = Array(("HTTP/1.1 \(status)\r\n" + head.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        return text + (cutAfter.map { body.prefix($0) } ?? body)
    }
}
