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

    @Test(
        "no rollout is late while init() may still take its time, unless somebody wants it so",
        arguments: [(300, 600, 600), (900, 600, 961), (900, 10, 10), (900, 700, 700)]
    )
    func deadline(delay: Int, given: Int, expected: Int64) throws {
        let patience = "livenessProbe: {initialDelaySeconds: \(delay), periodSeconds: 20, failureThreshold: 3}"
        let spec = try spec("\(patience), rollout: {progressDeadlineSeconds: \(given)}")
        #expect(spec?["progressDeadlineSeconds"] == .integer(expected))
    }
}
