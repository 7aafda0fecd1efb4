import ControllerRuntime
import Hummingbird
import KubernetesClient
import KubernetesCore
import NIOCore
import NIOSSL
import ServingCore
import X509

/// A request to the metrics API, with the connection that it has come by.
struct MetricsRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// Answers requests to the metrics API: finds out whose they are, whether that one may ask, and what is known.
struct MetricsAPIHandler: Sendable {
    let stores: Stores
    let metrics: MetricsStores
    let reader: UtilizationReader
    let reviewer: AccessReviewer
    let clock: WallClock

    func respond(to request: Request, _ context: MetricsRequestContext) async -> Response {
        do throws(MetricsFailure) {
            return Response(.ok, try await answer(to: request, context))
        } catch {
            return Response(HTTPResponse.Status(code: error.code), error.json)
        }
    }

    private func answer(to request: Request, _ context: MetricsRequestContext) async throws(MetricsFailure) -> JSONValue
    {
        let caller = try await caller(of: request, context)
        guard request.method == .get else { throw .methodNotAllowed(request.method.rawValue) }
        let path = request.uri.path
        let parameters = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        let query = Dictionary(parameters) { first, _ in first }
        let understood = try MetricsRequest(path: PercentEncoding.decode(path) ?? path, query: query)
        try await reviewer.check(caller, understood.attributes(path: path))
        return try await snapshot(for: understood).answer(to: understood, now: clock.now)
    }

    private func caller(of request: Request, _ context: MetricsRequestContext) async throws(MetricsFailure) -> Caller {
        guard let settings = metrics.requestHeaders.objects.first else {
            let unreadable = metrics.requestHeaders.undecodable(RequestHeaderSettings.key)
            let why = unreadable.map { ": \($0.metadata.key): \($0.problem)" } ?? " yet"
            throw .unauthorized("it is not known how the API server says whose a request is\(why)")
        }
        let certificate = try? await context.channel.nioSSL_peerCertificate().get()
        let name = (try? certificate?.toDERBytes()).flatMap { $0 }.flatMap { Certificate.commonName(der: $0) }
        let headers = request.headers.map { (name: $0.name.rawName, value: $0.value) }
        return try settings.caller(headers, commonName: name)
    }

    /// As much of the cluster as the answer is about.
    private func snapshot(for request: MetricsRequest) async -> MetricsSnapshot {
        guard case .values(let values) = request else {
            return MetricsSnapshot(modelDeployments: [], pods: [], gateways: [])
        }
        let (roots, pods) = objects(for: values)
        return MetricsSnapshot(
            modelDeployments: roots.map { root in
                (root, stores.deployments[root.metadata.key]?.spec.replicas ?? root.status?.desiredReplicas ?? 0)
            },
            pods: pods,
            gateways: await reader.gateways
        )
    }

    private func objects(for values: MetricsRequest.Values) -> ([ModelDeployment], [ObjectMeta]) {
        func root(_ name: String) -> ModelDeployment? {
            stores.modelDeployments[ObjectKey(namespace: values.namespace, name: name)]
        }
        switch (values.subject, values.name) {
        case (.modelDeployments, let name?): return ([root(name)].compactMap { $0 }, [])
        case (.modelDeployments, nil):
            return (stores.modelDeployments.objects.filter { $0.metadata.namespace == values.namespace }, [])
        case (.pods, let name):
            let pods = stores.pods.objects.map(\.metadata).filter { pod in
                pod.namespace == values.namespace && (name == nil || name == pod.name)
            }
            return (Set(pods.compactMap { $0.labels[Labels.modelDeployment] }).sorted().compactMap(root), pods)
        }
    }
}

extension Response {
    fileprivate init(_ status: HTTPResponse.Status, _ json: JSONValue) {
        self.init(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.jsonBytes))
        )
    }
}
