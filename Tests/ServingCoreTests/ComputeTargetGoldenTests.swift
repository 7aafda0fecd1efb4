import KubernetesCore
import ServingCore
import TestSupport
import Testing
import YAML

/// `in.yaml`: a ComputeTarget. `cluster.yaml`: the nodes. `status.yaml`: its status.
@Test("golden compute target", arguments: GoldenCase.all().filter { $0.description.hasPrefix("compute-target/") })
func computeTarget(_ golden: GoldenCase) throws {
    let root = try #require(try Manifests(try golden.documents("in.yaml")).all(ComputeTarget.self).first)
    let nodes = try Manifests(try golden.documents("cluster.yaml")).all(Node.self)
    let now = try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
    let status = root.status(nodes, kubernetesVersion: "v1.29.4", now: now)
    let output = golden.difference(from: "status.yaml", try JSONValue(encoding: status).yamlText)
    #expect(output == nil)

    var settled = root
    settled.status = status
    let again = settled.status(nodes.reversed(), kubernetesVersion: "v1.29.4", now: now + .seconds(60))
    #expect(again == status, "a status that has nothing new to say must not change")
}
