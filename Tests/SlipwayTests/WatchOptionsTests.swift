import ArgumentParser
import KubernetesCore
import Testing

@testable import Slipway

@Suite struct `Watching one namespace` {
    @Test func `excludes the metrics API, which is the cluster's`() throws {
        _ = try ControllerCommand.parse(["--watch-namespace=team-a"])
        _ = try ControllerCommand.parse(["--metrics-api-address=:8443"])
        let refusal = refusal(ControllerCommand.self, ["--watch-namespace=team-a", "--metrics-api-address=:8443"])
        #expect(refusal.contains("--metrics-api-address and --watch-namespace exclude each other"))
    }

    @Test(arguments: ["team-a,team-b", "team/a", "Team"])
    func `takes no more and no less than a name`(_ name: String) {
        for refusal in [
            refusal(ControllerCommand.self, ["--watch-namespace=\(name)"]),
            refusal(GatewayCommand.self, ["--watch-namespace=\(name)"]),
        ] {
            #expect(refusal.contains(#"must be the name of one namespace, not "\#(name)""#))
        }
    }

    @Test func `leaves certificates of other namespaces out`() throws {
        _ = try GatewayCommand.parse(["--watch-namespace=team-a", "--default-certificate=team-a/wildcard"])
        let refusal = refusal(
            GatewayCommand.self,
            ["--watch-namespace=team-a", "--default-certificate=ingress/wildcard"]
        )
        #expect(refusal.contains("--default-certificate must be in the namespace team-a"))
    }

    @Test(arguments: [
        ([], nil, "slipway-controller"), ([], "team-a", "slipway-controller-team-a"),
        (["--leader-election-id=mine"], "team-a", "mine"),
    ])
    func `has a lease of its own`(_ arguments: [String], _ watched: String?, _ name: String) throws {
        let options = try LeaderElectionOptions.parse(arguments + ["--leader-election-namespace=slipway-team-a"])
        let lease = try options.lease(watching: watched, environment: [:])
        #expect(lease == ObjectKey(namespace: "slipway-team-a", name: name))
    }

    private func refusal<Command: ParsableCommand>(_ command: Command.Type, _ arguments: [String]) -> String {
        do {
            _ = try command.parse(arguments)
            return "taken"
        } catch {
            return command.fullMessage(for: error)
        }
    }
}
