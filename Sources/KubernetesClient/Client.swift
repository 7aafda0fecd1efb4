package import KubernetesCore
package import Logging
package import Metrics

/// Sends requests to one API server: adds credentials, renews them when they are refused, waits when the server asks
/// for patience, and turns every failure into a ``ClientError``.
package struct Client: Sendable {
    /// Twice the API server's own default for writes with slow admission.
    package static let requestTimeout = Duration.seconds(60)

    /// The largest answer that is read into memory, in bytes; a page of 500 large objects fits.
    private static let responseLimit = 1 << 30

    /// How often a request is sent again after "too many requests"; after that the caller's own backoff takes over.
    private static let maximumRetries = 5

    /// A watch is accepted before there is anything to tell.
    private static let acceptanceTimeout = Duration.seconds(30)

    /// By how much a server may be late to end a watch.
    private static let endLeeway = Duration.seconds(30)

    /// How long the parts of an exchange may take.
    private struct Limits {
        var whole: Duration?
        var head: Duration?
        var idle: Duration?
    }

    package let configuration: ClusterConfiguration
    private let transport: any HTTPTransport
    package var userAgent: String
    /// For requests that are answered at once.
    package var requestTimeout = Self.requestTimeout
    /// How long a watch may be silent before it is begun again: API servers send a bookmark about once a minute for what
    /// they cache.
    package var idleTimeout = Duration.seconds(90)
    private let metrics: ClientMetrics
    private let warnings: WarningLog

    /// - Parameter logger: is told what the API server warns of.
    package init(
        configuration: ClusterConfiguration,
        transport: any HTTPTransport,
        userAgent: String,
        metricsFactory: any MetricsFactory = NOOPMetricsHandler.instance,
        logger: Logger = Logger(label: "client") { _ in SwiftLogNoOpLogHandler() }
    ) {
        self.configuration = configuration
        self.transport = transport
        self.userAgent = userAgent
        metrics = ClientMetrics(server: configuration.server, factory: metricsFactory)
        warnings = WarningLog(logger: logger)
    }

    /// Sends a request and reads the whole answer.
    ///
    /// - Throws: ``ClientError`` for every answer other than success.
    package func send(_ request: APIRequest) async throws(ClientError) -> Answer {
        let (bytes, status) = try await bytes(of: request)
        do {
            let json =
                bytes.isEmpty ? .null : try JSONValue(parsing: bytes, ignoring: "managedFields", cuttingDepth: true)
            return Answer(json: json, isCreated: status == 201)
        } catch {
            throw ClientError(.malformed(error.description), request)
        }
    }

    /// Sends a request and reads the whole answer, which nobody has looked at yet.
    func bytes(of request: APIRequest) async throws(ClientError) -> (bytes: [UInt8], status: Int) {
        let response = try await open(request, Limits(whole: requestTimeout))
        do {
            return (try await response.body.collected(limit: Self.responseLimit), response.head.status)
        } catch {
            throw ClientError(.transport(error), request)
        }
    }

    /// Sends a request and decodes the object in the answer.
    package func send<Object: Decodable>(
        _ request: APIRequest,
        as type: Object.Type = Object.self
    ) async throws(ClientError) -> Object {
        try Self.decode(try await send(request).json, from: request)
    }

    /// Decodes one object of the answer to `request`; the error names the object and the field.
    static func decode<Object: Decodable>(_ json: JSONValue, from request: APIRequest) throws(ClientError) -> Object {
        do {
            return try JSONValueDecoder().decode(Object.self, from: json)
        } catch {
            let problem = (error as? DecodingError).map { "\($0.fieldPath) \($0.problem)" } ?? "\(error)"
            let name = json["metadata"]?["name"]?.string
            throw ClientError(.malformed(name.map { "\($0): \(problem)" } ?? problem), request)
        }
    }

    /// Sends a request whose answer comes bit by bit, and returns once the server has accepted it.
    package func stream(_ request: APIRequest) async throws(ClientError) -> HTTPResponseBody {
        let end = request.timeoutSeconds.map { .seconds($0) + Self.endLeeway }
        return try await open(request, Limits(whole: end, head: Self.acceptanceTimeout, idle: idleTimeout)).body
    }

    private func open(_ request: APIRequest, _ limits: Limits) async throws(ClientError) -> HTTPResponse {
        var attempts = 0
        var wasRefused = false
        while true {
            let credentials = try await credentials(for: request)
            // The transport would notice, too, but perhaps after the server has got the request.
            guard !Task.isCancelled else { throw ClientError(.transport(.cancelled), request) }
            let response = try await exchange(request, credentials, limits)
            if (200..<300).contains(response.head.status) { return response }
            let status = try await status(of: response, to: request)
            if status.code == 401, !wasRefused, configuration.credentials.refused(credentials) {
                wasRefused = true
                continue
            }
            guard let patience = patience(with: status, response.head), attempts < Self.maximumRetries else {
                throw ClientError(.api(status), request)
            }
            attempts += 1
            metrics.retried(request.method.rawValue, after: status.code)
            do {
                try await Task.sleep(for: patience)
            } catch {
                throw ClientError(.transport(.cancelled), request)
            }
        }
    }

    private func exchange(
        _ request: APIRequest,
        _ credentials: Credentials,
        _ limits: Limits
    ) async throws(ClientError) -> HTTPResponse {
        let method = request.method.rawValue
        let start = ContinuousClock.now
        do {
            let response = try await transport.send(httpRequest(for: request, credentials, limits))
            metrics.answered(method, response.head.status, after: .now - start)
            warnings.log(response.head)
            return response
        } catch {
            metrics.answered(method, nil, after: .now - start)
            throw ClientError(.transport(error), request)
        }
    }

    private func credentials(for request: APIRequest) async throws(ClientError) -> Credentials {
        do {
            return try await configuration.credentials.credentials()
        } catch {
            throw ClientError(.configuration(error), request)
        }
    }

    /// How long the server wants the same request to wait (`Retry-After`, at most 30 s here); nil when it is final.
    private func patience(with status: Status, _ head: HTTPResponseHead) -> Duration? {
        guard status.code == 429 || status.code == 503, let after = head.headers["retry-after"].flatMap(Int.init) else {
            return nil
        }
        return .seconds(min(max(after, 1), 30))
    }

    private func status(of response: HTTPResponse, to request: APIRequest) async throws(ClientError) -> Status {
        let code = response.head.status
        do {
            return Status(code: code, body: try await response.body.collected(limit: 1 << 20))
        } catch {
            guard error != .cancelled else { throw ClientError(.transport(error), request) }
            // The code is enough to decide by.
            return Status(code: code, message: "HTTP status \(code), whose body cannot be read: \(error)")
        }
    }

    private func httpRequest(for request: APIRequest, _ credentials: Credentials, _ limits: Limits) -> HTTPRequest {
        var headers = [("Accept", "application/json"), ("User-Agent", userAgent)]
        if let contentType = request.contentType { headers.append(("Content-Type", contentType)) }
        if let authorization = credentials.authorization { headers.append(("Authorization", authorization)) }
        var tls = configuration.tls
        if let authority = credentials.certificateAuthority { tls.certificateAuthority = authority }
        return HTTPRequest(
            method: request.method.rawValue,
            url: configuration.server + request.target,
            headers: headers.map { (name: $0.0, value: $0.1) },
            body: request.body?.jsonBytes,
            timeout: limits.whole,
            headTimeout: limits.head,
            idleTimeout: limits.idle,
            tls: tls,
            clientCertificate: credentials.clientCertificate,
            proxyURL: configuration.proxyURL
        )
    }
}

extension Client {
    /// A successful answer.
    package struct Answer: Sendable {
        package let json: JSONValue
        /// Whether the request made the object: an apply may also change one that is there.
        package let isCreated: Bool
    }
}
