import Dispatch
import KubernetesClient
import Synchronization
import TestSupport

/// Passes requests on to the API server, and slips into its watches what no API server would send.
///
/// It knows no TLS, without which the controller shows nobody its token: ``HAProxy`` has to stand before it.
final class TamperingProxy: Sendable {
    private let server: ScriptedServer
    private let watches: Watches

    init(to configuration: ClusterConfiguration) throws {
        let watches = Watches()
        let transport = CurlTransport()
        self.watches = watches
        server = try ScriptedServer { request, connection in
            let isOver = DispatchSemaphore(value: 0)
            Task {
                try? await Self.forward(request, to: configuration, by: transport, connection, watches)
                isOver.signal()
            }
            isOver.wait()
        }
    }

    var port: Int { server.port }

    /// Sends `bytes` in the midst of every watch there is.
    ///
    /// - Parameter isLast: whether the watches end with them.
    func slip(_ bytes: [UInt8], isLast: Bool = false) {
        watches.send(bytes, isLast: isLast)
    }

    private static func forward(
        _ request: ScriptedServer.Request,
        to configuration: ClusterConfiguration,
        by transport: CurlTransport,
        _ connection: ScriptedServer.Connection,
        _ watches: Watches
    ) async throws {
        let words = request.line.split(separator: " ")
        let kept = ["authorization", "accept", "content-type"]
        let response = try await transport.send(
            HTTPRequest(
                method: String(words[0]),
                url: configuration.server + words[1],
                headers: kept.compactMap { name in request.headers[name].map { (name, $0) } },
                body: request.body.isEmpty ? nil : Array(request.body.utf8),
                tls: configuration.tls
            )
        )
        let head = "HTTP/1.1 \(response.head.status) Forwarded\r\nConnection: close\r\n\r\n"
        connection.send(Array(head.utf8))
        let watch = request.parameter("watch") == "true" ? watches.open(connection) : nil
        defer { watch.map(watches.close) }
        for try await bytes in response.body {
            guard let watch else {
                connection.send(bytes)
                continue
            }
            guard watches.send(bytes, to: watch) else { return }
        }
    }
}
