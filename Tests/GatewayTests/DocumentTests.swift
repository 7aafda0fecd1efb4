import KubernetesCore
import ServingCore
import TestSupport
import Testing

@testable import Slipway

/// The models' OpenAPI documents, with a real HAProxy.
@Suite(.serialized) struct DocumentTests {
    private static let path = "/api/v1/service/mnist/swagger.json"

    @Test func aDocumentIsThatOfItsEndpoint() async throws {
        let server = try ScoringServer()
        let open = "traffic: [{deployment: blue}], auth: {enabled: false}, expose: {hosts: [mnist.example.com]}"
        let cluster = try GatewayCluster.example(
            GatewayCluster.service() + GatewayCluster.service("open", open) + GatewayCluster.deployment()
                + GatewayCluster.service("empty", "traffic: [{deployment: none}], auth: {enabled: false}"),
            replicas: ["blue": [server.address]]
        )
        try await GatewayTrial.run(cluster) { trial in
            let answer = try await eventually("the gateway answers") {
                let answer = try await trial.ask(Self.path + "?version=2", method: "GET")
                return answer.status == 503 ? nil : answer
            }
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json")
            #expect(answer.headers["x-ms-request-id"]?.isEmpty == false)
            let document = try JSONValue(parsing: answer.body)
            #expect(document["host"]?.string == "127.0.0.1:\(trial.settings.httpPort)")
            #expect(document["basePath"] == "/api/v1/service/mnist")
            #expect(document["schemes"] == ["http"])
            #expect(document["security"] == [["Bearer": []]])
            #expect(server.count.head.first == "GET /swagger.json?version=2 HTTP/1.1")
            #expect(!server.count.head.contains { $0.lowercased().contains("first") })

            let own = try await trial.ask(
                "/swagger.json",
                method: "GET",
                key: nil,
                headers: [("host", "mnist.example.com")]
            )
            let ownDocument = try JSONValue(parsing: own.body)
            #expect(ownDocument["host"] == "mnist.example.com")
            #expect(ownDocument["basePath"] == "/")
            #expect(ownDocument["security"] == nil)

            #expect(try await trial.ask(Self.path, method: "GET", key: "wrong").status == 401)
            #expect(try await trial.ask("/api/v1/service/none/swagger.json", method: "GET").status == 404)
            #expect(try await trial.ask("/api/v1/service/empty/swagger.json", method: "GET").status == 503)
            #expect(try await trial.ask(Self.path + "?code=404", method: "GET").status == 404)
            #expect(try await trial.ask(Self.path + "?code=500", method: "GET").status == 502)
            #expect(try await trial.ask(Self.path + "?drop=1", method: "GET").status == 502)
            #expect(try await trial.ask(Self.path + "?ms=3000", method: "GET").status == 504)
            let text = try await trial.ask(Self.path + "?text=1", method: "GET")
            #expect(text.status == 502)
            #expect(text.body == "The model's document is neither Swagger 2.0 nor OpenAPI 3")
        }
    }
}
