import KubernetesCore
import ServingCore
import TestSupport
import Testing
import YAML

/// `in.yaml`: a Model, then other Models, ConfigMaps and ModelDeployments of its namespace. `status.yaml`: its status.
@Test("golden model", arguments: GoldenCase.all().filter { $0.description.hasPrefix("model/") })
func model(_ golden: GoldenCase) throws {
    let manifests = Manifests(try golden.documents("in.yaml"))
    let root = try #require(try manifests.all(Model.self).first)
    let registry = try manifests.registry
    let users = registry.users(of: root, among: try manifests.all(ModelDeployment.self))
    let now = try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
    let status = root.status(in: registry, usedBy: users, now: now)
    let output = golden.difference(from: "status.yaml", try JSONValue(encoding: status).yamlText)
    #expect(output == nil)

    var settled = root
    settled.status = status
    let again = settled.status(in: registry, usedBy: users, now: now + .seconds(60))
    #expect(again == status, "a status that has nothing new to say must not change")
}
