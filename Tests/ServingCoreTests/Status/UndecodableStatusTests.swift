import KubernetesCore
import ServingCore
import Testing

@Suite struct UndecodableStatusTests {
    private static let metadata = ObjectMeta(name: "a", namespace: "n")
    private static let problem = "spec.models must be an array, not string"

    @Test(
        "every kind tells by all of its conditions what is not understood",
        arguments: [
            ModelDeploymentStatus.undecodable(metadata, problem).conditions,
            ModelStatus.undecodable(metadata, problem).conditions,
            InferenceServiceStatus.undecodable(metadata, problem).conditions,
            ComputeTargetStatus.undecodable(metadata, problem).conditions,
        ]
    )
    func conditions(_ conditions: [Condition]) {
        let statuses = Dictionary(conditions.map { ($0.type, $0.status) }) { first, _ in first }
        #expect(statuses.filter { $0.value != .unknown } == ["Ready": .false, "Stalled": .true, "Valid": .false])
        #expect(conditions.map(\.type) == statuses.keys.sorted())
        for condition in conditions where condition.status != .unknown {
            #expect(condition.reason == "InvalidSpec")
            #expect(condition.message.contains(Self.problem))
        }
    }
}
