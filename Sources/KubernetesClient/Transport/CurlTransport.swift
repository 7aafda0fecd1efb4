import Glibc
import Synchronization

/// HTTP/1.1 and HTTP/2 over the system's libcurl. Connections are kept and shared by all requests.
///
/// Has to outlive its responses: with it end the exchanges that are still on their way.
package final class CurlTransport: HTTPTransport {
    private let commands = CurlCommandQueue()
    private let thread: Mutex<pthread_t?>

    package init() {
        thread = Mutex(CurlLoop.start(serving: commands))
    }

    deinit {
        shutDown()
    }

    /// Ends all exchanges and closes the connections; returns when that is done. To be called before the process ends:
    /// libraries below libcurl free what they share at exit, and must not find their functions running then.
    package func shutDown() {
        commands.push(.close)
        if let thread = thread.withLock({ $0.take() }) { pthread_join(thread, nil) }
    }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let transfer = Transfer(request, commands: commands)
        commands.push(.start(transfer))
        let body = HTTPResponseBody(transfer)
        return HTTPResponse(head: try await transfer.head(), body: body)
    }
}
