import KubernetesClient
import KubernetesCore
import ServingCore
import TestSupport
import Testing

@testable import Slipway

@Suite(.timeLimit(.minutes(3))) struct StatusTests {
    private static let error = ClientError(.malformed("no answer"), ServingAPI.models.list(in: nil))

    @Test func `what was seen stays on the screen when a look fails, and is shown again after it`() throws {
        var screen = StatusScreen()
        #expect(throws: ClientError.self) { try screen.show(Self.error) }
        #expect(screen.show("a") == "a")
        #expect(screen.show("a") == nil)
        let failure = try screen.show(Self.error)
        #expect(failure?.hasPrefix("a\n") == true && failure?.hasSuffix(Self.error.description) == true)
        #expect(try screen.show(Self.error) == nil)
        #expect(screen.show("a") == "a")
    }

    @Test("rights in one namespace show what is in it", arguments: [("computetargets", true), ("pods", false)])
    func forbidden(plural: String, isShown: Bool) async throws {
        let server = try ScriptedServer { request in
            if request.path.hasSuffix("/\(plural)") { return ScriptedServer.failure(403, "Forbidden") }
            return ScriptedServer.response(200, ["metadata": [:], "items": []])
        }
        let status = try await ClusterStatus(server.client, in: "team")
        if isShown {
            #expect(try await status.tree().notes.count == 1)
        } else {
            await #expect(throws: ClientError.self) { try await status.tree() }
        }
    }
}
