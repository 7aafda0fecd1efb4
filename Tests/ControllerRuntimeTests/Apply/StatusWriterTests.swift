import KubernetesClient
import KubernetesCore
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(3))) struct StatusWriterTests {
    private struct WidgetStatus: Codable, Hashable {
        var phase: String
    }

    private let server: ApplyServer
    private let writer: StatusWriter

    init() throws {
        server = try ApplyServer()
        writer = StatusWriter(client: server.client, fieldManager: FieldManager("slipway"))
    }

    private func metadata(_ resourceVersion: String) -> ObjectMeta {
        var metadata = ObjectMeta(name: "a", namespace: "default", uid: "1234-5678")
        metadata.resourceVersion = resourceVersion
        return metadata
    }

    private func write(_ phase: String, _ resourceVersion: String) async throws {
        try await writer.write(WidgetStatus(phase: phase), to: metadata(resourceVersion), of: Widget.type)
    }

    private func latest(_ stored: String?, _ resourceVersion: String) -> String? {
        writer.latest(stored.map(WidgetStatus.init), of: metadata(resourceVersion))?.phase
    }

    @Test func `the status alone is applied, by force, to the object with this very uid`() async throws {
        try await write("Ready", "7")
        let request = try #require(server.requests.first)
        #expect(
            request.line == "PATCH /apis/example.com/v1/namespaces/default/widgets/a/status"
                + "?fieldManager=slipway&force=true HTTP/1.1"
        )
        #expect(
            try JSONValue(parsing: request.body.utf8) == [
                "apiVersion": "example.com/v1",
                "kind": "Widget",
                "metadata": ["name": "a", "namespace": "default", "uid": "1234-5678"],
                "status": ["phase": "Ready"],
            ]
        )
    }

    @Test func `before anything is written the store's status is the latest`() {
        #expect(latest(nil, "7") == nil)
        #expect(latest("Pending", "7") == "Pending")
    }

    @Test func `what was written is the latest until the store shows a newer object`() async throws {
        try await write("Ready", "7")
        #expect(latest("Pending", "7") == "Ready")
        #expect(latest(nil, "7") == "Ready")
        #expect(latest("Failed", "101") == "Failed")
        #expect(latest(nil, "101") == nil)
    }

    @Test func `what was written is let go of once the store shows a newer object`() async throws {
        try await write("Ready", "7")
        #expect(latest("Failed", "101") == "Failed")
        #expect(latest("Pending", "7") == "Pending")
    }

    @Test func `of several writes the last counts`() async throws {
        try await write("Pending", "7")
        try await write("Ready", "7")
        #expect(latest(nil, "7") == "Ready")
    }

    @Test func `statuses of several objects are kept apart`() async throws {
        try await write("Ready", "7")
        var other = ObjectMeta(name: "b", namespace: "default")
        other.resourceVersion = "7"
        #expect(writer.latest(WidgetStatus(phase: "Pending"), of: other)?.phase == "Pending")
    }

    @Test func `a forgotten status is no longer the latest`() async throws {
        try await write("Ready", "7")
        writer.forget(metadata("7").key)
        #expect(latest("Pending", "7") == "Pending")
    }

    @Test(arguments: [(404, "NotFound"), (409, "Conflict")])
    func `an object that is gone, or another by now, is no error`(_ code: Int, _ reason: String) async throws {
        try await write("Pending", "7")
        server.fail(code, reason)
        try await write("Ready", "7")
        #expect(latest("Stored", "7") == "Stored")
    }

    @Test(arguments: [(403, "Forbidden"), (422, "Invalid"), (500, "InternalError")])
    func `any other failure is thrown, and what was not written is not the latest`(
        _ code: Int,
        _ reason: String
    ) async throws {
        server.fail(code, reason)
        let error = try await #require(throws: ClientError.self) { try await write("Ready", "7") }
        #expect(error.status?.code == code)
        #expect(latest("Stored", "7") == "Stored")
    }
}
