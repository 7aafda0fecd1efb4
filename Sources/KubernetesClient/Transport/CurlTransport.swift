import Glibc

/// HTTP/1.1 and HTTP/2 over the system's libcurl. Connections are kept and shared by all requests.
///
/// Has to outlive its responses: with it end the exchanges that are still on their way.
package final class CurlTransport: HTTPTransport {
    private let commands = CurlCommandQueue()

    package init() {
        CurlLoop.start(serving: commands)
    }

    deinit {
        commands.push(.close)
    }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let transfer = Transfer(request, commands: commands)
        commands.push(.start(transfer))
        let body = HTTPResponseBody(transfer)
        return HTTPResponse(head: try await transfer.head(), body: body)
    }
}
