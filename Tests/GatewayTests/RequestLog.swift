import ControllerRuntime
import KubernetesCore
import Synchronization
import TestSupport

/// HAProxy's lines about requests.
final class RequestLog: Sendable {
    private let lines = Mutex<[JSONValue]>([])

    func add(_ line: ArraySlice<UInt8>) {
        guard let line = try? JSONValue(parsing: line) else { return }
        lines.withLock { $0.append(line) }
    }

    /// Waits until there is one.
    var first: JSONValue {
        get async throws { try await eventually("a request is logged") { lines.withLock { $0.first } } }
    }
}

extension GatewayTrial {
    /// The sum of all waits that are in its metrics.
    var queueSeconds: Double {
        let lines = registry.text.split(separator: "\n").filter {
            $0.hasPrefix("slipway_gateway_queue_duration_seconds_sum")
        }
        return lines.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }
}
