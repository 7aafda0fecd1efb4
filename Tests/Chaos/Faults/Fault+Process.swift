import ClusterTestSupport

/// Processes that end, on either side.
extension Fault {
    static let process = [
        Fault("controller killed at 100 random instants of 50 rollouts") { trial in
            try await trial.withController { controller in
                for _ in 0..<50 {
                    try await trial.strike(edits: 1, of: FleetMember.Edit.rollouts, within: .milliseconds(200)) { random in
                        for _ in 0..<2 {
                            try await Task.sleep(for: .milliseconds(Int.random(in: 0...800, using: &random)))
                            try await controller.kill()
                        }
                    }
                }
            }
        },
        Fault("API server killed and started again") { trial in
            let server = APIServer()
            try await trial.withController { _ in
                for _ in 0..<3 {
                    try await trial.strike {
                        try await Task.sleep(for: .milliseconds(Int.random(in: 0...1000, using: &$0)))
                        try await server.stop()
                        try await server.start()
                    }
                }
            }
        },
    ]
}
