import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import TestSupport
import Testing

/// The client against a real API server.
@Suite(.enabled(if: TestCluster.kubeconfig != nil, TestCluster.isThere), .timeLimit(.minutes(2)))
struct ClientIntegrationTests {
    private let cluster: TestCluster
    private let manager = FieldManager("slipway-tests")

    init() throws {
        cluster = try TestCluster()
    }

    private func configMap(_ name: String, _ data: JSONValue) -> JSONValue {
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": data]
    }

    @Test("objects are created, read, patched and deleted")
    func lifecycle() async throws {
        try await cluster.withNamespace { namespace in
            let client = cluster.client
            let type = BuiltInTypes.configMaps
            let key = ObjectKey(namespace: namespace, name: "settings")

            let created = try await client.send(
                type.create(configMap("settings", ["a": "1"]), in: namespace, fieldManager: manager)
            )
            #expect(created.isCreated)
            let again = await #expect(throws: ClientError.self) {
                try await client.send(type.create(configMap("settings", [:]), in: namespace, fieldManager: manager))
            }
            #expect(again?.status?.isAlreadyExists == true)
            #expect(again?.status?.message.contains("settings") == true)

            let patched = try await client.send(type.mergePatch(["data": ["b": "2"]], to: key, fieldManager: manager))
            #expect(patched.json["data"] == ["a": "1", "b": "2"])

            let uid = try #require(patched.json["metadata"]?["uid"]?.string)
            let mistaken = await #expect(throws: ClientError.self) {
                try await client.send(type.delete(key, DeleteOptions(uid: "00000000-0000-0000-0000-000000000000")))
            }
            #expect(mistaken?.isConflict == true)
            _ = try await client.send(type.delete(key, DeleteOptions(uid: uid)))
            let gone = await #expect(throws: ClientError.self) { try await client.send(type.get(key)) }
            #expect(gone?.isNotFound == true)
        }
    }

    /// libcurl gives up when it has to hold back 64 MB, which it does while other answers come over the same connection.
    @Test("a watch that tells more than is read arrives whole")
    func slowReader() async throws {
        try await cluster.withNamespace { namespace in
            let type = BuiltInTypes.configMaps
            let zeros = JSONValue.string(String(repeating: "0", count: 1_000_000))
            let pieces = try await cluster.client.stream(type.watch(in: namespace, from: "0", timeoutSeconds: 100))
            try await withThrowingTaskGroup { group in
                for first in 0..<8 {
                    group.addTask {
                        for index in stride(from: first, to: 80, by: 8) {
                            let configMap = configMap("large-\(index)", ["zeros": zeros])
                            // Whoever parses the answer is too slow to fill anything.
                            _ = try await cluster.client.stream(
                                type.create(configMap, in: namespace, fieldManager: manager)
                            )
                        }
                    }
                }
                var count = 0
                for try await piece in pieces {
                    count += piece.count
                    if count > 80_000_000 { break }
                    try await Task.sleep(for: .milliseconds(100))
                }
                try await group.waitForAll()
                #expect(count > 80_000_000)
            }
        }
    }

    @Test("server-side apply owns fields, and conflicts with other owners unless forced")
    func apply() async throws {
        try await cluster.withNamespace { namespace in
            let client = cluster.client
            let type = BuiltInTypes.configMaps
            let key = ObjectKey(namespace: namespace, name: "settings")
            let first = try await client.send(
                type.apply(configMap("settings", ["a": "1", "b": "1"]), to: key, fieldManager: manager)
            )
            #expect(first.isCreated)

            let other = FieldManager("somebody-else")
            var taking = type.apply(configMap("settings", ["a": "2"]), to: key, fieldManager: other)
            taking.parameters.removeAll { $0.name == "force" }
            let conflict = await #expect(throws: ClientError.self) { try await client.send(taking) }
            #expect(conflict?.isConflict == true)
            #expect(conflict?.status?.message.contains(".data.a") == true)

            let dropped = try await client.send(
                type.apply(configMap("settings", ["a": "1"]), to: key, fieldManager: manager)
            )
            #expect(!dropped.isCreated)
            #expect(dropped.json["data"] == ["a": "1"], "what is no longer applied is removed")
        }
    }

    @Test("lists come in pages, and a watch goes on where a list ended")
    func listAndWatch() async throws {
        try await cluster.withNamespace { namespace in
            let client = cluster.client
            let type = BuiltInTypes.configMaps
            for index in 0..<7 {
                let object = configMap("item-\(index)", ["index": .string(String(index))])
                _ = try await client.send(type.create(object, in: namespace, fieldManager: manager))
            }
            var names: [String] = []
            var options = ListOptions(limit: 3)
            var pages = 0
            var resourceVersion = ""
            repeat {
                let page = try await client.page(of: type, in: namespace, options) { item in
                    names.append(item["metadata"]?["name"]?.string ?? "")
                }
                resourceVersion = page.resourceVersion
                options.continue = page.continue
                pages += 1
            } while options.continue != nil
            #expect(names.filter { $0.hasPrefix("item-") } == (0..<7).map { "item-\($0)" })
            #expect(pages > 2)

            _ = try await client.send(
                type.create(configMap("later", [:]), in: namespace, fieldManager: manager)
            )
            let request = type.watch(in: namespace, from: resourceVersion, timeoutSeconds: 10)
            var events = try await client.watch(request).makeAsyncIterator()
            while let event = try await events.next() {
                guard case .added(let object) = event else { continue }
                #expect(object["metadata"]?["name"] == "later")
                #expect(object["metadata"]?["managedFields"] == nil)
                return
            }
            Issue.record("the watch ended without the event")
        }
    }

    @Test("a position that is too old is told as such")
    func expired() async throws {
        let request = BuiltInTypes.configMaps.watch(from: "1", timeoutSeconds: 5)
        do {
            var events = try await cluster.client.watch(request).makeAsyncIterator()
            let event = try await events.next()
            switch event {
            case .error(let status): #expect(status.isExpired)
            // A server that was just started still has everything, from the first object on.
            case .added: break
            default: Issue.record("neither that it is too old, nor what came behind it: \(String(describing: event))")
            }
        } catch {
            #expect(error.status?.isExpired == true)
        }
    }

    @Test("discovery tells which versions the server knows")
    func discovery() async throws {
        let candidates = BuiltInTypes.horizontalPodAutoscalerVersions
        let scaler = BuiltInTypes.horizontalPodAutoscalers
        let discovery = try await cluster.client.discover(
            candidates.map { scaler.version($0).apiVersion } + ["v1", "none/v1"]
        )
        #expect(discovery.serves(BuiltInTypes.pods))
        let best = try #require(discovery.best(of: candidates, for: scaler))
        #expect(discovery.serves(best))
        let version = try await cluster.client.serverVersion()
        #expect(version.hasPrefix("v1."))
    }

    @Test("parallel requests share one HTTP/2 connection")
    func parallel() async throws {
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 { group.addTask { try await cluster.client.serverVersion() } }
            for try await version in group { #expect(version.hasPrefix("v1.")) }
        }
    }
}
