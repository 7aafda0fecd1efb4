import Glibc
import Synchronization

/// An HTTP/1.1 server that says exactly what a test wants it to, byte by byte.
///
/// Each connection serves one request; when its answer is sent, or its conversation over, the server closes the
/// connection, as a broken network would.
package final class ScriptedServer: Sendable {
    package struct Request: Sendable {
        /// For example `GET /api/v1/pods?watch=true HTTP/1.1`.
        package let line: String
        package let headers: [String: String]
        package let body: String

        /// The path without the query.
        package var path: Substring { line.drop { $0 != "/" }.prefix { $0 != " " && $0 != "?" } }

        /// A parameter of the query, as it was sent.
        package func parameter(_ name: String) -> Substring? {
            let query = line.drop { $0 != "?" }.dropFirst().prefix { $0 != " " }
            return query.split(separator: "&").first { $0.hasPrefix("\(name)=") }?.dropFirst(name.count + 1)
        }
    }

    /// The server's end of a connection.
    package struct Connection: Sendable {
        fileprivate let descriptor: Int32

        package func send(_ bytes: [UInt8]) {
            ScriptedServer.write(bytes, descriptor)
        }

        /// What the client asks next on the same connection; nil when it has hung up. Not among ``requests``.
        package func nextRequest() -> Request? {
            ScriptedServer.read(descriptor)
        }

        /// Ends the connection while the conversation may still go on.
        package func hangUp() {
            shutdown(descriptor, Int32(SHUT_RDWR))
        }

        /// Returns when the client has hung up.
        package func waitUntilClosed() {
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) > 0 {}
        }
    }

    package typealias Answer = @Sendable (Request) -> [UInt8]
    /// Sends what it likes, when it likes; it has a thread of its own and may block.
    package typealias Conversation = @Sendable (Request, Connection) -> Void

    package var port: Int { listener.port }
    private let address: String
    private let listener: TCPListener
    private let log = Log()

    package convenience init(address: String = "127.0.0.1", _ answer: @escaping Answer) throws {
        try self.init(address: address, conversation: { request, connection in connection.send(answer(request)) })
    }

    /// Starts to listen on a free port.
    package init(address: String = "127.0.0.1", conversation: @escaping Conversation) throws {
        self.address = address
        listener = try TCPListener(address: address)
        listener.accept { [log] connection in
            if let request = Self.read(connection) {
                log.received.withLock { $0.append(request) }
                conversation(request, Connection(descriptor: connection))
            }
            close(connection)
        }
    }

    deinit {
        listener.stop()
    }

    private final class Log: Sendable {
        let received = Mutex<[Request]>([])
    }

    package var url: String { "http://\(address):\(port)" }

    package var requests: [Request] { log.received.withLock { $0 } }

    /// A whole response with a length.
    package static func response(_ status: Int, _ body: String, headers: [String] = []) -> [UInt8] {
        let head = ["HTTP/1.1 \(status) Scripted", "Content-Length: \(body.utf8.count)", "Connection: close"] + headers
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
    }

    /// A response without a length, which ends with the connection.
    package static func stream(_ body: some Sequence<UInt8>) -> [UInt8] {
        Array("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8) + Array(body)
    }

    private static func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                let headers = Dictionary(
                    lines.dropFirst().map { line in
                        let parts = line.split(separator: ":", maxSplits: 1)
                        return (parts[0].lowercased(), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
                    }
                ) { $1 }
                let length = headers["content-length"].flatMap(Int.init) ?? 0
                if bytes.count - end.upperBound >= length {
                    let body = String(decoding: bytes[end.upperBound...], as: UTF8.self)
                    return Request(line: lines[0], headers: headers, body: body)
                }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }

    fileprivate static func write(_ bytes: [UInt8], _ connection: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
