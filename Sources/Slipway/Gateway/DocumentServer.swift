import FoundationEssentials
import Hummingbird
import KubernetesClient
import KubernetesCore
import Logging
import ServiceLifecycle
import ServingCore

/// Answers HAProxy alone, which has checked the key: with a model's OpenAPI document, rewritten for the endpoint. It asks the
/// model through HAProxy again, so that limits, queues and timeouts are those of any request.
struct DocumentServer: ServiceLifecycle.Service {
    /// In bytes.
    private static let largestDocument = 1 << 20

    private let settings: GatewaySettings
    private let transport: any HTTPTransport
    private let logger: Logger

    init(settings: GatewaySettings, transport: any HTTPTransport, logger: Logger) {
        self.settings = settings
        self.transport = transport
        self.logger = logger
    }

    func run() async throws {
        let socket = settings.documentSocket
        try FileManager.default.createDirectory(
            atPath: settings.folder.description,
            withIntermediateDirectories: true
        )
        try? FileManager.default.removeItem(atPath: socket)
        let router = Router()
        for path in ["/swagger.json", "/api/v1/service/:service/swagger.json"] as [RouterPath] {
            router.on(path, method: .get) { request, _ in await answer(request) }
            router.on(path, method: .post) { request, _ in await answer(request) }
        }
        var configuration = ApplicationConfiguration(address: .unixDomainSocket(path: socket))
        configuration.serverName = nil
        try await Application(router: router, configuration: configuration, logger: logger).run()
    }

    private func answer(_ request: Request) async -> Response {
        var headers: [(name: String, value: String)] = [(name: DocumentRules.isFromGateway, value: "1")]
        for name in ["authorization", "azureml-model-deployment", "x-ms-request-id"] {
            if let value = request.header(name) { headers.append((name: name, value: value)) }
        }
        if let host = request.header("x-forwarded-host") { headers.append((name: "host", value: host)) }
        let question = KubernetesClient.HTTPRequest(
            method: "GET",
            url: "http://\(settings.peerHost):\(settings.peerPort)\(request.uri.string)",
            headers: headers,
            timeout: .seconds(60),
            // None, whatever the environment says.
            proxyURL: ""
        )
        do {
            let response = try await transport.send(question)
            let body = try await response.body.collected(limit: Self.largestDocument)
            guard response.head.status == 200 else {
                return Response(response.head.status, response.head.headers["content-type"] ?? "text/plain", body)
            }
            guard let document = try? JSONValue(parsing: body),
                let rewritten = EndpointDocument.rewritten(document, for: Self.address(of: request))
            else { return .badGateway("The model's document is neither Swagger 2.0 nor OpenAPI 3") }
            return Response(200, "application/json", rewritten.jsonBytes)
        } catch {
            return .badGateway("The model's document could not be had: \(error)")
        }
    }

    private static func address(of request: Request) -> EndpointAddress {
        EndpointAddress(
            scheme: request.header("x-forwarded-proto") ?? "http",
            host: request.header("x-forwarded-host") ?? "",
            path: request.uri.path,
            needsKey: request.header(DocumentRules.auth) != "open"
        )
    }
}

extension Request {
    fileprivate func header(_ name: String) -> String? {
        headers.first { $0.name.canonicalName == name }?.value
    }
}

extension Response {
    fileprivate init(_ status: Int, _ contentType: String, _ body: [UInt8]) {
        self.init(
            status: .init(code: status),
            headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }

    fileprivate static func badGateway(_ text: String) -> Response { Response(502, "text/plain", Array(text.utf8)) }
}
