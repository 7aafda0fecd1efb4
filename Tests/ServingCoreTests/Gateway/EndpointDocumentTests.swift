import KubernetesCore
import ServingCore
import Testing

struct EndpointDocumentTests {
    private static let swagger: JSONValue = [
        "swagger": "2.0", "info": ["title": "mine"], "host": "localhost", "basePath": "/", "schemes": ["https"],
        "securityDefinitions": ["Bearer": ["type": "apiKey"]],
        "paths": [
            "/": ["get": ["operationId": "ServiceHealthCheck"]],
            "/prefix/score": [
                "parameters": [], "post": ["operationId": "RunMLService", "security": [["Other": []]]],
            ],
        ],
    ]

    private static func address(path: String, scheme: String = "https", needsKey: Bool = true) -> EndpointAddress {
        EndpointAddress(scheme: scheme, host: "models.example.com:8080", path: path, needsKey: needsKey)
    }

    @Test func swaggerSaysWhereTheEndpointIs() {
        let address = Self.address(path: "/api/v1/service/mnist/swagger.json")
        #expect(
            EndpointDocument.rewritten(Self.swagger, for: address) == [
                "swagger": "2.0", "info": ["title": "mine"], "host": "models.example.com:8080",
                "basePath": "/api/v1/service/mnist", "schemes": ["https"],
                "securityDefinitions": ["Bearer": ["type": "apiKey", "name": "Authorization", "in": "header"]],
                "security": [["Bearer": []]],
                "paths": ["/score": ["parameters": [], "post": ["operationId": "RunMLService"]]],
            ]
        )
    }

    @Test func anOpenEndpointOfAHostHasNoSecurity() {
        let address = Self.address(path: "/swagger.json", scheme: "http", needsKey: false)
        let document = EndpointDocument.rewritten(Self.swagger, for: address)
        #expect(document?["basePath"] == "/")
        #expect(document?["schemes"] == ["http"])
        #expect(document?["securityDefinitions"] == nil && document?["security"] == nil)
    }

    @Test(arguments: ["3.0.3", "3.1.0"])
    func openAPIHasServers(version: JSONValue) {
        let model: JSONValue = ["openapi": version, "components": ["schemas": ["A": [:]]], "paths": ["/score": [:]]]
        let address = Self.address(path: "/api/v1/service/mnist/swagger.json")
        #expect(
            EndpointDocument.rewritten(model, for: address) == [
                "openapi": version, "servers": [["url": "https://models.example.com:8080/api/v1/service/mnist"]],
                "components": [
                    "schemas": ["A": [:]], "securitySchemes": ["Bearer": ["type": "http", "scheme": "bearer"]],
                ],
                "security": [["Bearer": []]], "paths": ["/score": [:]],
            ]
        )
    }

    @Test(arguments: [[:], [], "text", ["swagger": "1.2"], ["openapi": 3]] as [JSONValue])
    func whatIsNoDocumentIsNone(document: JSONValue) {
        #expect(EndpointDocument.rewritten(document, for: Self.address(path: "/swagger.json")) == nil)
    }
}
