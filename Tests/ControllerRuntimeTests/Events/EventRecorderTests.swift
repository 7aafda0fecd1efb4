import KubernetesCore
import MetricsTestKit
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(3))) struct EventRecorderTests {
    private let metrics = TestMetrics()

    private func recorder(
        _ server: ScriptedServer,
        interval: Duration = .seconds(3600),
        flushTime: Duration = .seconds(3600)
    ) -> EventRecorder {
        EventRecorder(
            client: server.client,
            controller: "tests",
            host: "host",
            retry: Backoff(first: .milliseconds(1), limit: .milliseconds(1)),
            interval: interval,
            flushTime: flushTime,
            metricsFactory: metrics,
            logger: .silent
        )
    }

    private func event(_ note: String = "it broke") -> ObjectEvent {
        ObjectEvent(.warning, reason: "Broken", action: "Reconcile", note: note)
    }

    private func dropped(_ reason: String) -> Int64? {
        try? metrics.expectCounter("slipway_events_dropped_total", [("reason", reason)]).totalValue
    }

    private func notes(_ server: ScriptedServer) -> [String] {
        server.requests.compactMap { try? JSONValue(parsing: $0.body.utf8)["note"]?.string }
    }

    @Test func `an event is written`() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(201, [:]) }
        let recorder = recorder(server)
        let service = RunningService(recorder)
        recorder.record(event(), on: .widget("a"))
        let request = try await eventually("the event is written") { server.requests.first }
        #expect(request.line.hasPrefix("POST /apis/events.k8s.io/v1/namespaces/default/events?fieldManager=tests "))
        let body = try JSONValue(parsing: request.body.utf8)
        #expect(body["reportingInstance"] == "tests-host")
        #expect(body["regarding"]?["uid"] == "uid-of-a")
        await service.stop()
        try await service.waitUntilEnded()
        #expect(server.requests.count == 1)
    }

    @Test func `what happens again is written as a series, at intervals`() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(200, [:]) }
        let recorder = recorder(server, interval: .milliseconds(20))
        // All of them before the first interval is over.
        for _ in 0..<5 { recorder.record(event(), on: .widget("a")) }
        let service = RunningService(recorder)
        let request = try await eventually("the series is written") {
            server.requests.first { $0.line.hasPrefix("PATCH ") }
        }
        #expect(request.headers["content-type"] == "application/merge-patch+json")
        #expect(try JSONValue(parsing: request.body.utf8)["series"]?["count"] == 5)
        await service.stop()
        try await service.waitUntilEnded()
        #expect(server.requests.count == 2)
    }

    @Test func `a series whose first event is gone is made anew`() async throws {
        let server = try ScriptedServer { request in
            request.line.hasPrefix("PATCH ")
                ? ScriptedServer.failure(404, "NotFound") : ScriptedServer.response(201, [:])
        }
        let recorder = recorder(server)
        let service = RunningService(recorder)
        for _ in 0..<2 { recorder.record(event(), on: .widget("a")) }
        await service.stop()
        try await service.waitUntilEnded()
        #expect(server.requests.map { $0.line.prefix(4) } == ["POST", "PATC", "POST"])
        let body = try #require(server.requests.last?.body)
        #expect(try JSONValue(parsing: body.utf8)["series"]?["count"] == 2)
    }

    @Test func `a shutdown writes what is left`() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(201, [:]) }
        let recorder = recorder(server)
        for number in 0..<20 { recorder.record(event("\(number)"), on: .widget("a")) }
        let service = RunningService(recorder)
        await service.stop()
        try await service.waitUntilEnded()
        #expect(notes(server) == (0..<20).map(String.init))
    }

    @Test func `a shutdown does not wait for those that have to wait`() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(201, [:]) }
        let recorder = recorder(server)
        for number in 0..<500 { recorder.record(event("\(number)"), on: .widget("\(number)")) }
        let service = RunningService(recorder)
        await service.stop()
        try await service.waitUntilEnded()
        // As many as may go at once.
        #expect(notes(server).count < 400)
    }

    @Test func `a failure that may pass is tried again, twelve times at the most`() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.failure(500, "InternalError") }
        let recorder = recorder(server)
        let service = RunningService(recorder)
        recorder.record(event(), on: .widget("a"))
        try await eventually("the event is given up") { dropped("failed") == 1 ? true : nil }
        #expect(server.requests.count == 12)
        #expect(Set(server.requests.map(\.body)).count == 1, "under one name, so that it cannot be there twice")
        await service.stop()
    }

    @Test(arguments: [(403, "Forbidden", 1), (409, "AlreadyExists", 0), (422, "Invalid", 1)])
    func `a refusal is final, and holds up no other event`(_ code: Int, _ reason: String, _ drops: Int64) async throws {
        let server = try ScriptedServer { request in
            request.body.contains("refused") ? ScriptedServer.failure(code, reason) : ScriptedServer.response(201, [:])
        }
        let recorder = recorder(server)
        let service = RunningService(recorder)
        recorder.record(event("refused"), on: .widget("a"))
        recorder.record(event("taken"), on: .widget("a"))
        await service.stop()
        try await service.waitUntilEnded()
        #expect(notes(server) == ["refused", "taken"])
        #expect(dropped("failed") == drops)
    }

    @Test func `a full queue drops the newest and makes nobody wait`() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(201, [:]) }
        let recorder = recorder(server)
        for number in 0..<1_010 { recorder.record(event(), on: .widget("\(number)")) }
        #expect(dropped("queue_full") == 10)
        #expect(server.requests.isEmpty)
    }

    @Test func `an object with too many events has some dropped`() async throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(201, [:]) }
        let recorder = recorder(server)
        for number in 0..<30 { recorder.record(event("\(number)"), on: .widget("a")) }
        #expect(dropped("too_many") == 5)
    }

    @Test func `a shutdown does not wait for a server that does not answer`() async throws {
        let server = try ScriptedServer(conversation: { _, connection in connection.waitUntilClosed() })
        let recorder = recorder(server, flushTime: .milliseconds(20))
        let service = RunningService(recorder)
        recorder.record(event(), on: .widget("a"))
        try await eventually("the request is there") { server.requests.isEmpty ? nil : true }
        await service.stop()
        try await service.waitUntilEnded()
    }
}
