import KubernetesCore
import Testing

@Suite struct ResourceTypeTests {
    private static let nodes = ResourceType(
        group: "",
        version: "v1",
        kind: "Node",
        plural: "nodes",
        isNamespaced: false
    )

    @Test(
        "apiVersion and qualified name leave out the core group's empty name",
        arguments: [
            (BuiltInTypes.pods, "v1", "pods"), (nodes, "v1", "nodes"),
            (BuiltInTypes.deployments, "apps/v1", "deployments.apps"),
            (
                BuiltInTypes.horizontalPodAutoscalers, "autoscaling/v2", "horizontalpodautoscalers.autoscaling"
            ),
        ]
    )
    func names(type: ResourceType, apiVersion: String, qualifiedPlural: String) {
        #expect(type.apiVersion == apiVersion)
        #expect(type.qualifiedPlural == qualifiedPlural)
    }

    @Test func `another version changes nothing else`() {
        let type = BuiltInTypes.horizontalPodAutoscalers.version("v2beta2")
        #expect(type.apiVersion == "autoscaling/v2beta2")
        #expect(type.version("v2") == BuiltInTypes.horizontalPodAutoscalers)
        #expect(!Self.nodes.version("v2").isNamespaced)
        #expect(Self.nodes.version("v2").version("v1") == Self.nodes)
    }
}
