import KubernetesCore
import ServingCore
import TestSupport
import Testing

@testable import Slipway

@Suite(.timeLimit(.minutes(3))) struct EndpointKeysTests {
    private static let service = ObjectKey(namespace: "n", name: "mnist")

    private func read(_ names: [EndpointKeys.Name], of data: JSONValue) async throws -> [String] {
        let server = try ScriptedServer { request in
            let object: JSONValue =
                request.path.contains("/secrets/")
                ? ["metadata": ["name": "mnist-keys"], "type": "serving.slipway.dev/keys", "data": data]
                : CustomResourceDefinition.inferenceService.defaulted([
                    "metadata": ["name": "mnist", "namespace": "n", "uid": "1", "resourceVersion": "1"],
                    "spec": ["traffic": [["deployment": "blue"]]],
                ])
            return ScriptedServer.response(200, object)
        }
        return try await EndpointKeys(service: Self.service, client: server.client).read(names).map(\.key)
    }

    @Test func `the keys are those of the Secret`() async throws {
        let data: JSONValue = ["primaryKey": "YQ==", "secondaryKey": "Yg=="]
        #expect(try await read(EndpointKeys.Name.allCases, of: data) == ["a", "b"])
        #expect(try await read([.secondary], of: ["secondaryKey": "Yg=="]) == ["b"])
    }

    @Test(
        "a key that is not there is no empty one",
        arguments: [["secondaryKey": "Yg=="], ["primaryKey": "", "secondaryKey": "Yg=="]] as [JSONValue]
    )
    func missing(data: JSONValue) async throws {
        let error = try await #require(throws: EndpointKeys.Failure.self) { try await read([.primary], of: data) }
        #expect(
            error.description == "Secret n/mnist-keys has no primaryKey; slipway keys rotate mnist --key primary "
                + "--namespace n makes one"
        )
    }
}
