import KubernetesCore
import ServingCore
import TestSupport
import Testing
import YAML

/// `in.yaml`: an InferenceService, then other ones of the cluster, the ModelDeployments of its namespace, and its Secret.
/// `status.yaml`: its status.
@Test("golden inference service", arguments: GoldenCase.all().filter { $0.description.hasPrefix("inference-service/") })
func inferenceService(_ golden: GoldenCase) throws {
    let manifests = Manifests(try golden.documents("in.yaml"))
    let root = try #require(try manifests.all(InferenceService.self).first)
    let deployments = try manifests.all(ModelDeployment.self)
    let state = InferenceServiceState(
        names: EndpointNames(try manifests.all(InferenceService.self), reserved: ["models.example.com"]),
        deployments: Dictionary(uniqueKeysWithValues: deployments.map { ($0.metadata.name, $0) }),
        keys: try manifests.keys.first { $0.metadata.name == root.keysSecret },
        gateway: golden.description.hasSuffix("/no-gateway") ? nil : GatewayAddress(url: "http://192.0.2.1"),
        gatewayConditions: root.status?.gatewayConditions ?? []
    )
    let now = try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
    let status = root.status(state, now: now)
    let output = golden.difference(from: "status.yaml", try JSONValue(encoding: status).yamlText)
    #expect(output == nil)
    if status.conditions.first(where: { $0.type == "Valid" })?.status == .true {
        #expect(status.traffic.reduce(0) { $0 + $1.effectivePercent } == 100)
    }

    var settled = root
    settled.status = status
    let again = settled.status(state, now: now + .seconds(60))
    #expect(again == status, "a status that has nothing new to say must not change")
}
