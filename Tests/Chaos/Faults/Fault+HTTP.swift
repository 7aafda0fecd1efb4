/// What API servers and balancers before them say over HTTP/2.
extension Fault {
    static let http = [
        answering("half of all requests answered with 429, Retry-After: 1", "status 429 hdr Retry-After 1"),
        answering("half of all requests answered with 500", "status 500"),
        answering("half of all requests answered with 503", "status 503"),
        throughHAProxy("GOAWAY, and a new serving certificate", times: 10) { try await $0.reload() },
    ]

    private static func answering(_ name: String, _ answer: String) -> Fault {
        throughHAProxy(name, times: 3) { proxy in
            try await proxy.obeying(["return \(answer) if { rand(2) eq 0 }"]) { try await Task.sleep(for: .seconds(3)) }
        }
    }

    private static func throughHAProxy(
        _ name: String,
        times: Int,
        _ harm: @escaping @Sendable (HAProxy) async throws -> Void
    ) -> Fault {
        Fault(name) { trial in
            try await HAProxy.run(to: trial.cluster) { proxy in
                try await trial.withController(proxy.options) { _ in
                    for _ in 0..<times { try await trial.strike { _ in try await harm(proxy) } }
                }
            }
        }
    }
}
