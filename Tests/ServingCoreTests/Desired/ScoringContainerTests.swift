import KubernetesCore
import Testing

@testable import ServingCore

struct ScoringContainerTests {
    private func pod(_ spec: String = "", variables: String = "{}") throws -> JSONValue {
        let desired = try ExampleDeployment(spec, variables: variables).resolved.desiredDeployment(over: nil)
        return try #require(desired.manifest["spec"]?["template"]?["spec"])
    }

    private func gunicornArguments(_ pod: JSONValue) -> [String] {
        let variables = pod["containers"]?.array?.first?["env"]?.array ?? []
        return variables.filter { $0["name"] == "GUNICORN_CMD_ARGS" }.compactMap { $0["value"]?.string }
    }

    @Test(arguments: [1, 1500, 60000, 300_000])
    func `what is being scored may end before the kubelet ends the pod`(scoringTimeout: Int) throws {
        let pod = try pod("requestSettings: {scoringTimeoutMs: \(scoringTimeout)}")
        let arguments = try #require(gunicornArguments(pod).first?.split(separator: " "))
        try #require(arguments.count == 2 && arguments.first == "--graceful-timeout")
        let seconds = try #require(Int(arguments[1]))
        let left = Int(try #require(pod["terminationGracePeriodSeconds"]?.integer)) - 5
        #expect(seconds * 1000 > scoringTimeout)
        #expect(seconds < left)
    }

    @Test func `the user's options of gunicorn win`() throws {
        let inEnvironment = try pod(variables: "{GUNICORN_CMD_ARGS: --preload}")
        let inTemplate = try pod("podTemplate: {env: [{name: GUNICORN_CMD_ARGS, value: --preload}]}")
        #expect(gunicornArguments(inEnvironment) == ["--preload"])
        #expect(gunicornArguments(inTemplate) == ["--preload"])
    }
}
