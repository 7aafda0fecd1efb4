import ClusterTestSupport
import ControllerRuntime
import KubernetesClient
import KubernetesCore
import Logging
import TestSupport
import Testing

/// Watchers against a real API server of whatever age.
@Suite(.enabled(if: TestCluster.kubeconfig != nil, TestCluster.isThere), .timeLimit(.minutes(2)))
struct WatcherIntegrationTests {
    private let cluster: TestCluster

    init() throws {
        cluster = try TestCluster()
    }

    private func following<Object>(
        _ type: ResourceType,
        in namespace: String,
        selecting selection: Selection = Selection(),
        _ body: (Store<Object>) async throws -> Void
    ) async throws {
        let store = Store<Object>()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let watcher = Watcher(
            type,
            in: namespace,
            selecting: selection,
            client: cluster.client,
            store: store,
            reachability: Reachability(logger: logger),
            logger: logger
        )
        let task = Task { try await watcher.run() }
        defer { task.cancel() }
        await store.waitUntilSynced()
        try await body(store)
    }

    @Test("a store has the whole state, streamed or listed, and follows it")
    func wholeState() async throws {
        try await cluster.withNamespace { namespace in
            let type = BuiltInTypes.configMaps
            let manager = FieldManager("slipway-tests")
            func configMap(_ name: String) -> JSONValue {
                let metadata: JSONValue = ["name": .string(name), "labels": ["test": "yes"]]
                return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": ["a": "1"]]
            }
            for index in 0..<5 {
                let request = type.create(configMap("item-\(index)"), in: namespace, fieldManager: manager)
                _ = try await cluster.client.send(request)
            }
            let selection = Selection(labels: "test=yes")
            try await following(type, in: namespace, selecting: selection) { (store: Store<ConfigMap>) in
                #expect(store.objects.map(\.metadata.name).sorted() == (0..<5).map { "item-\($0)" })
                _ = try await cluster.client.send(type.create(configMap("late"), in: namespace, fieldManager: manager))
                _ = try await cluster.client.send(type.delete(ObjectKey(namespace: namespace, name: "item-0")))
                try await eventually("both changes") {
                    store.objects.map(\.metadata.name).sorted() == ["item-1", "item-2", "item-3", "item-4", "late"]
                        ? true : nil
                }
            }
        }
    }

    @Test("a server streams the whole state, or refuses to in a way that is understood")
    func streaming() async throws {
        let version = KubernetesVersion(try await cluster.client.serverVersion()) ?? .oldest
        let request = BuiltInTypes.configMaps.watch(in: "kube-system", from: nil, timeoutSeconds: 5)
        do {
            var events = try await cluster.client.watch(request).makeAsyncIterator()
            var isComplete = false
            while !isComplete, let event = try await events.next() {
                if case .bookmark(_, true) = event { isComplete = true }
            }
            #expect(isComplete)
        } catch {
            #expect(error.status?.isInvalid == true, "\(error)")
            #expect(version < KubernetesVersion(minor: 34), "newer servers stream by default")
        }
    }
}
