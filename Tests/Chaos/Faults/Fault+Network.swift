import TestSupport

/// What networks do to bytes, seen by a controller whose connections all go through a proxy.
extension Fault {
    static let network = [
        throughProxy("connections cut after random numbers of bytes", times: 20) { proxy, _ in
            try await proxy.during({ .cut(after: Int.random(in: 0...20_000, using: &$0)) }) {
                try await Task.sleep(for: .seconds(1))
            }
        },
        throughProxy("connections reset", times: 20) { proxy, random in
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...1000, using: &random)))
            proxy.strike { _ in .reset }
        },
        throughProxy("bytes delayed by 200 ms", times: 5) { proxy, _ in
            try await proxy.during({ _ in .delayed(.milliseconds(200)) }) { try await Task.sleep(for: .seconds(3)) }
        },
        throughProxy("connections refused for 2 s", times: 5) { proxy, _ in
            try await proxy.whileRefusing { try await Task.sleep(for: .seconds(2)) }
        },
        // A dead connection is told from a quiet one after a minute or two.
        throughProxy("connections stalled for ever", times: 2, limit: .seconds(150)) { proxy, _ in
            proxy.strike { _ in .stalled }
        },
    ]

    private static func throughProxy(
        _ name: String,
        times: Int,
        limit: Duration = .seconds(60),
        _ harm: @escaping @Sendable (ByteProxy, inout SplitMix64) async throws -> Void
    ) -> Fault {
        Fault(name) { trial in
            try await ByteProxy.run(to: trial.server, trial.split()) { proxy in
                try await trial.withController(SupervisedController.Options(server: proxy.url)) { _ in
                    for _ in 0..<times { try await trial.strike(limit: limit) { try await harm(proxy, &$0) } }
                }
            }
        }
    }
}
