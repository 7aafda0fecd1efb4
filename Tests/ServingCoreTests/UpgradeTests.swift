import KubernetesCore
import ServingCore
import TestSupport
import Testing

/// What earlier versions have deployed. `in.yaml`: a ModelDeployment and what it refers to. `cluster.yaml`: the Deployment as
/// such a version made it, which nothing ever rewrites.
@Test(
    "an update of Slipway leaves the pods of every ModelDeployment as they are",
    arguments: GoldenCase.all(below: "Upgrade")
)
func upgrade(_ golden: GoldenCase) throws {
    let manifests = Manifests(try golden.documents("in.yaml"))
    let root = try #require(try manifests.all(ModelDeployment.self).first)
    let observed = try Manifests(try golden.documents("cluster.yaml")).children
    let before = try #require(golden.documents("cluster.yaml").first)
    let resolution = try manifests.resolution(nodes: [])
    let resolved = try root.resolved(by: resolution, on: resolution.compute(for: root), over: observed).get()
    let after = resolved.desiredDeployment(over: observed.deployment).manifest
    #expect(after["spec"]?["template"] == before["spec"]?["template"])
}
