import ClusterTestSupport
import KubernetesClient
import TestSupport

/// Processes that end, on either side.
extension Fault {
    static let process = [
        Fault("controller killed at 100 random instants of 50 rollouts") { trial in
            try await trial.withController { controller in
                for _ in 0..<50 {
                    try await trial.strike(edits: 1, of: FleetMember.Edit.rollouts, within: .milliseconds(200)) {
                        random in
                        for _ in 0..<2 {
                            try await Task.sleep(for: .milliseconds(Int.random(in: 0...800, using: &random)))
                            try await controller.kill()
                        }
                    }
                }
            }
        },
        Fault("leader killed, two standing by") { trial in
            var options = SupervisedController.Options()
            options.arguments = []
            try await trial.withController(options) { first in
                try await SupervisedController.run(in: trial.cluster, options) { second in
                    try await SupervisedController.run(in: trial.cluster, options) { third in
                        for _ in 0..<3 {
                            try await trial.strike { _ in
                                try await eventually("there is a leader") {
                                    for controller in [first, second, third] where try await controller.isLeader {
                                        return controller
                                    }
                                    return nil
                                }.kill()
                            }
                        }
                    }
                }
            }
        },
        Fault("etcd compacted while the controller was away") { trial in
            try await ByteProxy.run(to: trial.server, trial.split()) { proxy in
                try await trial.withController(SupervisedController.Options(server: proxy.url)) { _ in
                    for _ in 0..<3 {
                        try await trial.strike { _ in
                            try await proxy.whileRefusing {
                                // More than the API server keeps to resume watches from.
                                try await Crowd(in: trial.fleet.namespace, of: trial.cluster, size: 50).change(
                                    times: 500
                                )
                                try await Etcd().compact()
                            }
                        }
                    }
                }
            }
        },
    ]

    /// The last of all: a deletion that Kubernetes' own garbage collector misses while it looks for the API server again
    /// never reaches it, and then it leaves to a replacement's name the children of the one before.
    static let server = [
        Fault("API server killed and started again") { trial in
            let server = APIServer()
            try await trial.withController { _ in
                for _ in 0..<3 {
                    // No replacements: Kubernetes' own garbage collector takes minutes to find back to its work.
                    try await trial.strike(of: FleetMember.Edit.rollouts + [.scaler]) {
                        try await Task.sleep(for: .milliseconds(Int.random(in: 0...1000, using: &$0)))
                        try await server.stop()
                        try await server.start()
                    }
                }
            }
        }
    ]
}
