import KubernetesCore
import ServingCore
import Testing

/// What clients are told of the gateway's Service.
@Suite struct GatewayAddressTests {
    private func address(_ spec: JSONValue, ingress: [JSONValue] = []) throws -> GatewayAddress? {
        let object: JSONValue = [
            "metadata": ["name": "slipway-gateway"], "spec": spec,
            "status": ["loadBalancer": ["ingress": .array(ingress)]],
        ]
        return GatewayAddress(try JSONValueDecoder().decode(Service.self, from: object))
    }

    private func spec(_ type: String, http: Int64 = 80, https: Int64 = 443) -> JSONValue {
        [
            "type": .string(type), "clusterIP": "10.0.0.7",
            "ports": [
                ["name": "http", "port": .integer(http)], ["name": "https", "port": .integer(https)],
            ],
        ]
    }

    @Test func `the load balancer's address counts, and none before there is one`() throws {
        let balanced = spec("LoadBalancer")
        #expect(try address(balanced) == nil)
        #expect(try address(balanced, ingress: [["ip": "192.0.2.1"]])?.url == "http://192.0.2.1")
        #expect(try address(balanced, ingress: [["ip": "2001:db8::1"]])?.url == "http://[2001:db8::1]")
        let named: JSONValue = ["hostname": "gateway.example.com", "ip": "192.0.2.1"]
        #expect(try address(balanced, ingress: [named])?.url == "http://gateway.example.com")
    }

    @Test func `where there is to be none, the address inside the cluster does`() throws {
        #expect(try address(spec("ClusterIP"))?.url == "http://10.0.0.7")
        #expect(try address(spec("NodePort"))?.url == "http://10.0.0.7")
        #expect(try address(["clusterIP": "None"]) == nil)
    }

    @Test func `a port that nobody expects is told`() throws {
        let expected = GatewayAddress(url: "http://10.0.0.7:8080", httpsPort: 8443)
        #expect(try address(spec("ClusterIP", http: 8080, https: 8443)) == expected)
        #expect(try address(spec("ClusterIP")) == GatewayAddress(url: "http://10.0.0.7"))
    }

    @Test func `without a Service there is no address`() {
        #expect(GatewayAddress(nil) == nil)
    }
}
