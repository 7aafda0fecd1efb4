import KubernetesClient
import Synchronization

/// Requests to a Service at a steady rate, from inside the cluster's network, each with its answer looked at.
///
/// Every second one asks for a connection of its own; the others take one that is open, as far as the server keeps any.
final class SteadyLoad: Sendable {
    /// A request that had no good answer.
    struct Loss: Sendable, CustomStringConvertible {
        let phase: String
        let description: String
    }

    private struct Record {
        var phase = "start"
        var answered = 0
        var losses: [Loss] = []
    }

    private let transport = CurlTransport()
    private let record = Mutex(Record())

    var answered: Int { record.withLock { $0.answered } }
    var losses: [Loss] { record.withLock { $0.losses } }

    /// - Parameters:
    ///   - url: of the Service.
    ///   - rate: requests a second.
    func run(_ url: String, body: String, rate: Int = 20, during work: () async throws -> Void) async throws {
        let sending = Task {
            await withDiscardingTaskGroup { group in
                var next = ContinuousClock.now
                var count = 0
                while !Task.isCancelled {
                    let isFresh = count.isMultiple(of: 2)
                    group.addTask { await self.send(url, body, isFresh) }
                    count += 1
                    next += .seconds(1) / rate
                    try? await Task.sleep(until: next, clock: .continuous)
                }
            }
        }
        defer { transport.shutDown() }
        try await sending.run(during: work)
    }

    /// Names what follows, for the report.
    func begin(_ phase: String) { record.withLock { $0.phase = phase } }

    private func send(_ url: String, _ body: String, _ isFresh: Bool) async {
        var headers = [(name: "Content-Type", value: "application/json")]
        if isFresh { headers.append((name: "Connection", value: "close")) }
        let request = HTTPRequest(
            method: "POST",
            url: url,
            headers: headers,
            body: Array(body.utf8),
            timeout: .seconds(20)
        )
        // Not as a child of the load's task: what is under way at its end is still waited for.
        let transport = transport
        let problem = await Task { () -> String? in
            do {
                let response = try await transport.send(request)
                _ = try await response.body.collected(limit: 1 << 16)
                return response.head.status == 200 ? nil : "status \(response.head.status)"
            } catch {
                return "\(error)"
            }
        }.value
        record.withLock { record in
            if let problem {
                let kind = isFresh ? "a new connection" : "an open one"
                record.losses.append(Loss(phase: record.phase, description: "\(record.phase), on \(kind): \(problem)"))
            } else {
                record.answered += 1
            }
        }
    }
}
