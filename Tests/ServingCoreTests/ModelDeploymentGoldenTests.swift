import KubernetesCore
import ServingCore
import TestSupport
import Testing
import YAML

/// `in.yaml`: a ModelDeployment, what it refers to, and where its requests come from. `cluster.yaml`: its children and the nodes as the cluster shows them.
/// `out.yaml`: the children as they should be. `status.yaml`: its status.
@Test(
    "golden",
    arguments: GoldenCase.all().filter { golden in
        !["compute-target/", "gateway/", "inference-service/", "model/", "status-tree/"].contains(
            where: golden.description.hasPrefix
        )
    }
)
func modelDeployment(_ golden: GoldenCase) throws {
    let manifests = Manifests(try golden.documents("in.yaml"))
    let root = try #require(try manifests.all(ModelDeployment.self).first)
    let cluster = Manifests(try golden.documents("cluster.yaml"))
    let observed = try cluster.children
    let resolution = try manifests.resolution(nodes: try cluster.all(Node.self))
    let compute = resolution.compute(for: root)
    let resolved = root.resolved(by: resolution, on: compute, over: observed)

    let children = (try? resolved.get())?.desiredObjects(ServedVersions(), over: observed)
    let desired = (children ?? []).map(\.manifest.withoutRecord)
    let now = try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
    let status = root.status(resolved, on: compute, observed, now: now)

    let output = golden.difference(from: "out.yaml", desired.yamlText)
    #expect(output == nil)
    let statusOutput = golden.difference(from: "status.yaml", try JSONValue(encoding: status).yamlText)
    #expect(statusOutput == nil)

    var settled = root
    settled.status = status
    let later = root.status(resolved, on: compute, observed, now: now + .seconds(60))
    let again = settled.status(resolved, on: compute, observed, now: now + .seconds(60))
    #expect(again == status, "a status that has nothing new to say must not change")
    #expect(later.conditions.map(\.type) == status.conditions.map(\.type))
    for object in desired {
        #expect(object["metadata"]?["ownerReferences"]?.array?.count == 1)
        #expect(object["metadata"]?["labels"]?[Labels.managedBy] == "slipway")
    }
}

extension JSONValue {
    /// A child without the record of its pod template, which stands below it once more.
    fileprivate var withoutRecord: JSONValue {
        var object = self
        object["metadata"]?["annotations"]?[Deployment.pinnedTemplate] = nil
        return object
    }
}
