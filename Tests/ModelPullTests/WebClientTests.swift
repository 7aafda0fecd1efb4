import ServingCore
import TestSupport
import Testing

@testable import ModelPull

@Suite struct WebClientTests {
    @Test func `nothing is asked while libcurl has not taken what to trust`() throws {
        let server = try ScriptedServer { _ in ScriptedServer.response(200, "") }
        // More than it takes as a text.
        let client = try WebClient(authorities: String(repeating: "a", count: 9_000_000))
        let error = try #require(throws: PullError.self) {
            try client.ask(WebRequest(url: server.url), with: FixedAuthorization(all: [])) { _, _ in true }
        }
        #expect(error.failure == .invalidSource)
        #expect(server.requests.isEmpty)
    }
}
