import ClusterTestSupport
import KubernetesClient

/// Watches that say what no watch should.
extension Fault {
    static let watch = [
        tampering("watches that send a line of garbage", #"<html>not today</html>"# + "\n"),
        tampering("watches that send zeros without end of line", String(repeating: "\0", count: 4096)),
        tampering("watches that end within a line", #"{"type":"MODIFIED","object":{"kind":"Depl"#, isLast: true),
        tampering("watches that send an unknown event", #"{"type":"PURPLE","object":{"kind":"Pod"}}"# + "\n"),
        tampering("watches that send an object of another shape", #"{"type":"ADDED","object":{"metadata":7}}"# + "\n"),
        tampering("watches that send ERROR 410", error(410, "Expired")),
        tampering("watches that send ERROR 504", error(504, "Timeout")),
        tampering("watches that send an ERROR without a Status", #"{"type":"ERROR","object":{}}"# + "\n"),
    ]

    private static func error(_ code: Int, _ reason: String) -> String {
        let status = #"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"\#(reason)","code":\#(code)}"#
        return #"{"type":"ERROR","object":\#(status)}"# + "\n"
    }

    private static func tampering(_ name: String, _ text: String, isLast: Bool = false) -> Fault {
        Fault(name) { trial in
            let proxy = try TamperingProxy(to: trial.cluster.client.configuration)
            try await HAProxy.run(to: trial.cluster, through: proxy) { front in
                try await trial.withController(front.options) { _ in
                    for _ in 0..<3 {
                        try await trial.strike { random in
                            try await Task.sleep(for: .milliseconds(Int.random(in: 0...1000, using: &random)))
                            proxy.slip(Array(text.utf8), isLast: isLast)
                        }
                    }
                }
            }
        }
    }
}
