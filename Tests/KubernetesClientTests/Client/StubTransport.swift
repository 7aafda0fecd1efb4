import KubernetesCore
import Synchronization

@testable import KubernetesClient

/// Gives the answers of a test's script one after another, and keeps what was asked.
final class StubTransport: HTTPTransport {
    enum Answer: Sendable {
        case response(Int, String = "", headers: [String: String] = [:])
        case stream(HTTPResponseBody)
        /// A head, and a body that breaks off.
        case cut(Int, TransportError)
        case failure(TransportError)
    }

    private struct State {
        var answers: ArraySlice<Answer>
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>

    init(_ answers: Answer...) {
        state = Mutex(State(answers: answers[...]))
    }

    var requests: [HTTPRequest] { state.withLock(\.requests) }

    /// Method and URL of each request.
    var lines: [String] { requests.map { "\($0.method) \($0.url)" } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.answers.popFirst()
        }
        switch answer {
        case .response(let status, let body, let headers):
            let head = HTTPResponseHead(status: status, headers: headers)
            return HTTPResponse(head: head, body: Self.body(body, end: nil))
        case .cut(let status, let error):
            return HTTPResponse(head: HTTPResponseHead(status: status, headers: [:]), body: Self.body("{", end: error))
        case .stream(let body): return HTTPResponse(head: HTTPResponseHead(status: 200, headers: [:]), body: body)
        case .failure(let error): throw error
        case nil: throw .failed("the script has no answer left")
        }
    }

    private static func body(_ text: String, end: TransportError?) -> HTTPResponseBody {
        let request = HTTPRequest(method: "GET", url: "https://cluster")
        let transfer = Transfer(request, commands: CurlCommandQueue())
        transfer.receive(headerLine: "HTTP/1.1 200 OK")
        transfer.receive(headerLine: "")
        _ = transfer.receive(bytes: text.utf8)
        transfer.finish(end)
        return HTTPResponseBody(transfer)
    }
}

extension Client {
    /// A client of `https://cluster` without credentials, unless a test gives some.
    init(
        _ transport: any HTTPTransport,
        credentials: any CredentialProvider = StaticCredentialProvider(Credentials())
    ) {
        self.init(
            configuration: ClusterConfiguration(server: "https://cluster", credentials: credentials),
            transport: transport,
            userAgent: "tests/1"
        )
    }
}
