import KubernetesCore
import Testing

@testable import KubernetesClient

@Suite struct ClientListTests {
    private struct Pod: Decodable, Equatable {
        let metadata: ObjectMeta
    }

    private static let lastPage = #"{"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"c"}}]}"#

    @Test func `pages are followed to the last one`() async throws {
        let transport = StubTransport(
            .response(
                200,
                #"""
                {"metadata":{"resourceVersion":"9","continue":"to/ken=","remainingItemCount":1},
                "items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}
                """#
            ),
            .response(200, #"{"metadata":{"resourceVersion":"9","continue":"2"},"items":[]}"#),
            .response(200, Self.lastPage)
        )
        let selection = Selection(labels: "app=x")
        let pods = try await Client(transport).list(BuiltInTypes.pods, in: "n", selecting: selection, as: Pod.self)
        #expect(pods.map(\.metadata.name) == ["a", "b", "c"])
        #expect(
            transport.lines == [
                "GET https://cluster/api/v1/namespaces/n/pods?labelSelector=app%3Dx&limit=500",
                "GET https://cluster/api/v1/namespaces/n/pods?labelSelector=app%3Dx&limit=500&continue=to%2Fken%3D",
                "GET https://cluster/api/v1/namespaces/n/pods?labelSelector=app%3Dx&limit=500&continue=2",
            ]
        )
    }

    @Test("A list may be empty", arguments: [#"{"items":null}"#, #"{"items":[],"metadata":{"continue":""}}"#, "{}"])
    func empty(body: String) async throws {
        let transport = StubTransport(.response(200, body))
        #expect(try await Client(transport).list(BuiltInTypes.pods, as: Pod.self).isEmpty)
        #expect(transport.requests.count == 1)
    }

    @Test func `a page tells where a watch begins and the next page`() async throws {
        let transport = StubTransport(
            .response(200, #"{"metadata":{"resourceVersion":"7","continue":"x"},"items":[{"a":1}]}"#),
            .response(200, Self.lastPage)
        )
        let client = Client(transport)
        var items: [JSONValue] = []
        let take = { (item: JSONValue) in items.append(item) }
        let first = try await client.page(of: BuiltInTypes.pods, ListOptions(limit: 1, resourceVersion: "0"), take)
        #expect(items == [["a": 1]])
        #expect(first.resourceVersion == "7")
        #expect(first.continue == "x")
        let last = try await client.page(of: BuiltInTypes.pods, ListOptions(limit: 1, continue: first.continue), take)
        #expect(last.continue == nil)
        #expect(
            transport.lines == [
                "GET https://cluster/api/v1/pods?limit=1&resourceVersion=0",
                "GET https://cluster/api/v1/pods?limit=1&continue=x",
            ]
        )
    }

    @Test func `a list that expires between its pages fails as expired`() async throws {
        let transport = StubTransport(
            .response(200, #"{"metadata":{"continue":"x"},"items":[]}"#),
            .response(410, #"{"kind":"Status","reason":"Expired","code":410}"#)
        )
        let error = try await #require(throws: ClientError.self) {
            try await Client(transport).list(BuiltInTypes.pods, as: Pod.self)
        }
        #expect(error.status?.isExpired == true)
    }

    @Test func `an object that cannot be read is named`() async throws {
        let body = #"{"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b","generation":"x"}}]}"#
        let error = try await #require(throws: ClientError.self) {
            try await Client(StubTransport(.response(200, body))).list(BuiltInTypes.pods, in: "n", as: Pod.self)
        }
        #expect(
            error.description
                == "GET /api/v1/namespaces/n/pods: b: metadata.generation must be an integer, not string"
        )
    }
}
