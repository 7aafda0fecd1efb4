import KubernetesCore
import Testing

@Suite struct ConditionTests {
    private static let early = Timestamp(seconds: 1_000)
    private static let late = Timestamp(seconds: 2_000)

    private func condition(_ type: String, _ status: Condition.Status, _ reason: String, at time: Timestamp)
        -> Condition
    {
        Condition(
            type: type,
            status: status,
            reason: reason,
            message: "\(reason) happened",
            observedGeneration: 3,
            lastTransitionTime: time
        )
    }

    @Test func `while its status stays, a condition keeps its transition time and nothing else`() {
        let before = condition("Ready", .false, "Starting", at: Self.early)
        let now = condition("Ready", .false, "CrashLoop", at: Self.late).keepingTransitionTime(of: [before])
        #expect(now == condition("Ready", .false, "CrashLoop", at: Self.early))
    }

    @Test("A status that has changed has its own time", arguments: [Condition.Status.true, .unknown])
    func changed(status: Condition.Status) {
        let before = condition("Ready", .false, "Starting", at: Self.early)
        let now = condition("Ready", status, "Other", at: Self.late)
        #expect(now.keepingTransitionTime(of: [before]) == now)
    }

    @Test func `only the condition of the same type counts`() {
        let others = [
            condition("Progressing", .true, "Rolling", at: Self.early),
            condition("ready", .true, "Lower", at: Self.early),
        ]
        let now = condition("Ready", .true, "Answers", at: Self.late)
        #expect(now.keepingTransitionTime(of: others) == now)
        #expect(now.keepingTransitionTime(of: []) == now)
        let before = condition("Ready", .true, "Answers", at: Self.early)
        #expect(now.keepingTransitionTime(of: others + [before]).lastTransitionTime == Self.early)
    }

    @Test(
        "A message is cut to what Kubernetes accepts, counted in code points",
        arguments: [
            (String(repeating: "a", count: 32_768), 32_768), (String(repeating: "a", count: 40_000), 32_768),
            // Each of these characters has two code points or more.
            (String(repeating: "e\u{301}", count: 30_000), 32_768),
            (String(repeating: "👩‍👩‍👧‍👦", count: 10_000), 32_768),
        ]
    )
    func longMessage(message: String, count: Int) {
        let condition = Condition(
            type: "Ready",
            status: .false,
            reason: "Failed",
            message: message,
            observedGeneration: 1,
            lastTransitionTime: Self.early
        )
        #expect(condition.message.unicodeScalars.count == count)
        #expect(message.unicodeScalars.starts(with: condition.message.unicodeScalars))
    }

    @Test func `a condition is written and read in Kubernetes' form`() throws {
        let json: JSONValue = [
            "lastTransitionTime": "1970-01-01T00:16:40Z", "message": "Starting happened", "observedGeneration": 3,
            "reason": "Starting", "status": "False", "type": "Ready",
        ]
        let condition = condition("Ready", .false, "Starting", at: Self.early)
        #expect(try JSONValue(encoding: condition) == json)
        #expect(try JSONValueDecoder().decode(Condition.self, from: json) == condition)
    }
}
