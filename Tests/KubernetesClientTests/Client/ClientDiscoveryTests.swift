import KubernetesCore
import Testing

@testable import KubernetesClient

@Suite struct ClientDiscoveryTests {
    private static let autoscalers = BuiltInTypes.horizontalPodAutoscalers
    private static let notFound = StubTransport.Answer.response(404, "404 page not found\n")

    @Test func `groups and versions that the server does not know are left out`() async throws {
        let transport = StubTransport(
            .response(
                200,
                #"{"kind":"APIResourceList","resources":[{"name":"deployments"},{"name":"deployments/status"}]}"#
            ),
            Self.notFound,
            .response(200, #"{"resources":[{"name":"horizontalpodautoscalers"}]}"#),
            .response(200, #"{"kind":"APIResourceList","resources":[{"name":"pods"}]}"#)
        )
        let groups = ["v1", "autoscaling/v2beta2", "apps/v1", "autoscaling/v2", "v1"]
        let discovery = try await Client(transport).discover(groups)
        #expect(
            transport.lines == [
                "GET https://cluster/apis/apps/v1", "GET https://cluster/apis/autoscaling/v2",
                "GET https://cluster/apis/autoscaling/v2beta2", "GET https://cluster/api/v1",
            ]
        )
        #expect(discovery.serves(BuiltInTypes.deployments))
        #expect(discovery.serves(BuiltInTypes.pods))
        #expect(!discovery.serves(BuiltInTypes.configMaps))
        #expect(!discovery.serves(Self.autoscalers))
        #expect(discovery.serves(Self.autoscalers.version("v2beta2")))
    }

    @Test(
        "The first version that the server knows is the best",
        arguments: [
            (["autoscaling/v2", "autoscaling/v2beta2"], "v2"), (["autoscaling/v2beta2"], "v2beta2"),
            (["autoscaling/v1"], nil), ([], nil),
        ] as [([String], String?)]
    )
    func best(served: [String], version: String?) {
        let plurals = Dictionary(uniqueKeysWithValues: served.map { ($0, Set(["horizontalpodautoscalers"])) })
        let best = APIDiscovery(plurals: plurals).best(
            of: BuiltInTypes.horizontalPodAutoscalerVersions,
            for: Self.autoscalers
        )
        #expect(best == version.map(Self.autoscalers.version))
    }

    @Test(
        "Any other failure is one",
        arguments: [.response(503), .response(403), .failure(.timedOut)] as [StubTransport.Answer]
    )
    func failure(answer: StubTransport.Answer) async {
        await #expect(throws: ClientError.self) { try await Client(StubTransport(answer)).discover(["v1"]) }
    }

    @Test("The server's version", arguments: [(#"{"gitVersion":"v1.20.2"}"#, "v1.20.2"), ("{}", "unknown")])
    func version(body: String, version: String) async throws {
        let transport = StubTransport(.response(200, body))
        #expect(try await Client(transport).serverVersion() == version)
        #expect(transport.lines == ["GET https://cluster/version"])
    }
}
