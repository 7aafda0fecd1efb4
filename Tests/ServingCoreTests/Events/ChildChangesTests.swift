import KubernetesCore
import Testing

@testable import ServingCore

@Suite struct ChildChangesTests {
    @Test func `nothing is told where nothing was done`() {
        #expect(ChildChanges(name: "a").events.isEmpty)
    }

    @Test func `all children that were made are told at once, and other changes by themselves`() {
        var changes = ChildChanges(name: "a")
        changes.add(.updated, BuiltInTypes.deployments)
        changes.add(.created, BuiltInTypes.services)
        changes.add(.created, BuiltInTypes.horizontalPodAutoscalers)
        #expect(
            changes.events == [
                ObjectEvent(
                    .normal,
                    reason: "Created",
                    action: "Create",
                    note: "Created Service and HorizontalPodAutoscaler a"
                ),
                ObjectEvent(.normal, reason: "Updated", action: "Update", note: "Updated Deployment a"),
            ]
        )
    }

    @Test func `three kinds are a list`() {
        var changes = ChildChanges(name: "a")
        for type in [BuiltInTypes.deployments, BuiltInTypes.services, BuiltInTypes.pods] { changes.add(.deleted, type) }
        #expect(changes.events.map(\.note) == ["Deleted Deployment, Service and Pod a"])
    }
}
