import KubernetesCore
import ServingCore
import Testing

@Suite struct DesiredDeploymentTests {
    private func spec(_ text: String) throws -> JSONValue? {
        try ExampleDeployment(text).resolved.desiredDeployment(over: nil).manifest["spec"]
    }

    @Test(
        "a count may be given as text, which a Deployment would not take",
        arguments: [("1", 1), ("'1'", 1), ("25%", "25%"), ("'0'", 0)] as [(String, JSONValue)]
    )
    func amounts(given: String, expected: JSONValue) throws {
        let strategy = try spec("rollout: {maxUnavailable: 1, maxSurge: \(given)}")?["strategy"]
        #expect(strategy?["rollingUpdate"] == ["maxUnavailable": 1, "maxSurge": expected])
    }

    @Test("no rollout is late while init() may still take its time", arguments: [(600, 600), (10, 361), (361, 361)])
    func deadline(given: Int, expected: Int64) throws {
        let patience = "livenessProbe: {initialDelaySeconds: 300, periodSeconds: 20, failureThreshold: 3}"
        let spec = try spec("\(patience), rollout: {progressDeadlineSeconds: \(given)}")
        #expect(spec?["progressDeadlineSeconds"] == .integer(expected))
    }
}
