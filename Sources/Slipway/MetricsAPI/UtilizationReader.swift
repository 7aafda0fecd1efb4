import ControllerRuntime
import KubernetesClient
import KubernetesCore
import ServingCore

/// Asks all gateway pods for the requests that they have.
actor UtilizationReader {
    /// Gateways count once a second: who asks more often learns nothing new.
    private static let interval = Duration.milliseconds(900)
    /// For the answer of one gateway pod, which has it at hand.
    private static let timeout = Duration.seconds(2)
    /// A ModelDeployment takes about 100 bytes.
    private static let limit = 1 << 26

    private let pods: Store<Pod>
    private let transport: any HTTPTransport
    private var last: (time: ContinuousClock.Instant, answers: Task<[UtilizationReading.Gateway], Never>)?

    init(pods: Store<Pod>, transport: any HTTPTransport) {
        self.pods = pods
        self.transport = transport
    }

    /// At most a second old.
    var gateways: [UtilizationReading.Gateway] {
        get async {
            let now = ContinuousClock.now
            if let last, now - last.time < Self.interval { return await last.answers.value }
            let running = pods.objects.filter(\.isRunning)
            let answers = Task { [transport] in await Self.ask(running, transport) }
            last = (now, answers)
            return await answers.value
        }
    }

    private static func ask(_ pods: [Pod], _ transport: any HTTPTransport) async -> [UtilizationReading.Gateway] {
        await withTaskGroup { group in
            for pod in pods {
                group.addTask {
                    UtilizationReading.Gateway(
                        pod: pod.metadata.name,
                        isReady: pod.takesRequests,
                        report: await report(of: pod, transport)
                    )
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private static func report(of pod: Pod, _ transport: any HTTPTransport) async -> UtilizationReport? {
        guard let address = pod.status?.podIP else { return nil }
        let host = address.contains(":") ? "[\(address)]" : address
        let request = HTTPRequest(
            method: "GET",
            url: "http://\(host):\(GatewayAddress.healthPort)\(UtilizationReport.path)",
            timeout: timeout,
            // Pods are reached directly.
            proxyURL: ""
        )
        guard let response = try? await transport.send(request), response.head.status == 200,
            let body = try? await response.body.collected(limit: limit), let json = try? JSONValue(parsing: body)
        else { return nil }
        return try? JSONValueDecoder().decode(UtilizationReport.self, from: json)
    }
}

extension Pod {
    fileprivate var isRunning: Bool { status?.phase == "Running" && status?.podIP != nil }
}
