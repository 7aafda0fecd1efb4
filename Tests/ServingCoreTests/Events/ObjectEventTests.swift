import KubernetesCore
import ServingCore
import Testing

@Suite struct ObjectEventTests {
    private static func ready(
        _ status: Condition.Status,
        _ reason: Reason,
        _ message: String = "words",
        generation: Int64 = 1
    ) -> [Condition] {
        [
            Condition(
                type: "Other",
                status: .false,
                reason: "Other",
                message: "",
                observedGeneration: generation,
                lastTransitionTime: Timestamp(seconds: 0)
            ),
            Condition(
                type: "Ready",
                status: status,
                reason: reason.rawValue,
                message: message,
                observedGeneration: generation,
                lastTransitionTime: Timestamp(seconds: 0)
            ),
        ]
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let old: [Condition]
        let new: [Condition]
        /// Severity and reason; nil for no event.
        let event: String?
    }

    static let cases = [
        Case(
            testDescription: "a first look that finds all well",
            old: [],
            new: ready(.true, .registered),
            event: "Normal Registered"
        ),
        Case(
            testDescription: "a first look that finds it invalid",
            old: [],
            new: ready(.false, .invalidSpec),
            event: "Warning InvalidSpec"
        ),
        Case(testDescription: "the beginning of a rollout", old: [], new: ready(.false, .progressing), event: nil),
        Case(
            testDescription: "a rollout of what ran",
            old: ready(.true, .healthy),
            new: ready(.false, .progressing, generation: 2),
            event: nil
        ),
        Case(
            testDescription: "the end of a rollout",
            old: ready(.false, .progressing),
            new: ready(.true, .healthy),
            event: "Normal Healthy"
        ),
        Case(
            testDescription: "it still is well, in other words",
            old: ready(.true, .healthy, "1 of 1"),
            new: ready(.true, .healthy, "2 of 2", generation: 2),
            event: nil
        ),
        Case(
            testDescription: "it is suspended",
            old: ready(.true, .healthy),
            new: ready(.true, .suspended),
            event: "Normal Suspended"
        ),
        Case(
            testDescription: "it breaks",
            old: ready(.true, .healthy),
            new: ready(.false, .replicasUnavailable),
            event: "Warning ReplicasUnavailable"
        ),
        Case(
            testDescription: "it is broken for another reason",
            old: ready(.false, .imagePullFailed),
            new: ready(.false, .containerCrashed),
            event: "Warning ContainerCrashed"
        ),
        Case(
            testDescription: "it is broken for the same reason, in other words",
            old: ready(.false, .containerCrashed, "restarted once"),
            new: ready(.false, .containerCrashed, "restarted twice"),
            event: nil
        ),
        Case(
            testDescription: "a changed spec is not carried out either",
            old: ready(.false, .invalidSpec),
            new: ready(.false, .invalidSpec, generation: 2),
            event: "Warning InvalidSpec"
        ),
        Case(testDescription: "nothing is known of it", old: ready(.true, .healthy), new: [], event: nil),
    ]

    @Test(arguments: cases) func `a transition is told, and nothing else`(_ testCase: Case) {
        let event = ObjectEvent.readiness(from: testCase.old, to: testCase.new)
        #expect(event.map { "\($0.severity.rawValue) \($0.reason)" } == testCase.event)
        if let event { #expect(event.note == "words") }
    }

    @Test func `every reason is a word that an event may have`() {
        for reason in Reason.allCases {
            #expect(reason.rawValue.utf8.count <= 128)
            #expect(reason.rawValue.first?.isUppercase == true)
        }
    }
}
