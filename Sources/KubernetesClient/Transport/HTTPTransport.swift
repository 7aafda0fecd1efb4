/// Sends HTTP requests. The one place where tests put a fault in the way of the real network.
package protocol HTTPTransport: Sendable {
    /// Sends `request` and returns once the head of the response is there; the body follows as it arrives.
    ///
    /// Cancelling the calling task ends the exchange.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

package struct HTTPRequest: Sendable {
    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// For the whole exchange; nil for any time.
    package var timeout: Duration?
    /// Until the head of the response is there; nil for any time.
    package var headTimeout: Duration?
    /// How long nothing may arrive of the response; in whole seconds, nil for any time.
    package var idleTimeout: Duration?
    package var tls: TLSConfiguration
    package var clientCertificate: ClientCertificate?
    /// nil: what the environment says (`HTTPS_PROXY`, `NO_PROXY`).
    package var proxyURL: String?

    package init(
        method: String,
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        timeout: Duration? = nil,
        headTimeout: Duration? = nil,
        idleTimeout: Duration? = nil,
        tls: TLSConfiguration = TLSConfiguration(),
        clientCertificate: ClientCertificate? = nil,
        proxyURL: String? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.headTimeout = headTimeout
        self.idleTimeout = idleTimeout
        self.tls = tls
        self.clientCertificate = clientCertificate
        self.proxyURL = proxyURL
    }
}

package struct HTTPResponse: Sendable {
    package let head: HTTPResponseHead
    package let body: HTTPResponseBody
}

package struct HTTPResponseHead: Sendable, Hashable {
    package let status: Int
    /// Names in lower case.
    package let headers: [String: String]
}

/// Why no response, or only a part of one, arrived.
package enum TransportError: Error, Sendable, Hashable {
    /// Name resolution, connection, TLS or the exchange itself failed; libcurl's words.
    case failed(String)
    case timedOut
    case cancelled
    /// The transport has been closed.
    case closed
}

extension TransportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .failed(let problem): problem
        case .timedOut: "no answer in time"
        case .cancelled: "cancelled"
        case .closed: "the transport is closed"
        }
    }
}
