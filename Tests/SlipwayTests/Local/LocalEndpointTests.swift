import FoundationEssentials
import KubernetesCore
import ServingCore
import TestSupport
import Testing

@testable import Slipway

struct LocalEndpointTests {
    @Test func keysAreThoseThatTheGatewayTakes() throws {
        let folder = try TemporaryFolder()
        let cluster = try GatewayCluster.example(GatewayCluster.service(), replicas: [:])
        let service = try #require(cluster.inferenceServices.first)
        let secret: JSONValue = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "mnist-keys", "namespace": "team"],
            "stringData": ["primaryKey": " first\r\n", "secondaryKey": "sec\nond", "note": "rotate me\n"],
        ]
        let endpoint = try LocalEndpoint(
            service,
            LocalContents([secret], namespace: "team"),
            try LocalCache(["XDG_CACHE_HOME": folder.path]),
            port: 1
        )
        #expect(endpoint.key == "first")
        #expect(endpoint.keys["secondaryKey"] == nil)
        #expect(endpoint.text(example: nil).contains("-H 'Authorization: Bearer first' "))
    }
}
