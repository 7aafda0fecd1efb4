import KubernetesClient
import Synchronization

/// So many requests at any moment: whenever one is answered, the next one is sent.
final class BusyLoad: Sendable {
    private let url: String
    private let transport = CurlTransport()
    private let senders = Mutex<[Task<Void, Never>]>([])
    private let failures = Mutex<[String]>([])

    /// What requests got in place of an answer, the oldest first.
    var refusals: [String] { failures.withLock(\.self) }

    private init(url: String) { self.url = url }

    static func run(_ url: String, requests: Int, during work: (BusyLoad) async throws -> Void) async throws {
        let load = BusyLoad(url: url)
        for _ in 0..<requests { load.add() }
        let result: Result<Void, any Error>
        do {
            result = .success(try await work(load))
        } catch {
            result = .failure(error)
        }
        await load.stop()
        try result.get()
    }

    /// One request more at any moment.
    func add() {
        let sender = Task {
            while !Task.isCancelled {
                guard let refusal = await send(), !Task.isCancelled else { continue }
                failures.withLock { $0.append(refusal) }
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        senders.withLock { $0.append(sender) }
    }

    private func stop() async {
        let senders = senders.withLock(\.self)
        for sender in senders { sender.cancel() }
        for sender in senders { await sender.value }
        transport.shutDown()
    }

    private func send() async -> String? {
        let request = HTTPRequest(
            method: "POST",
            url: url,
            headers: [(name: "Content-Type", value: "application/json")],
            body: Array("2".utf8),
            timeout: .seconds(60)
        )
        do {
            let response = try await transport.send(request)
            _ = try await response.body.collected(limit: 1 << 16)
            return response.head.status == 200 ? nil : "status \(response.head.status)"
        } catch {
            return "\(error)"
        }
    }
}
