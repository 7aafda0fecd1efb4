import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import TestSupport

/// ConfigMaps that concern nobody, but that every watch of ConfigMaps tells of.
struct Crowd: Sendable {
    /// How many requests are under way at the same time.
    private static let writers = 16

    private let cluster: TestCluster
    private let namespace: String
    private let size: Int
    private let content: String

    /// - Parameter bytes: of each; those that are there already are taken as they are.
    init(in namespace: String, of cluster: TestCluster, size: Int, bytes: Int = 0) {
        self.cluster = cluster
        self.namespace = namespace
        self.size = size
        content = String(repeating: "x", count: bytes)
    }

    /// Makes or changes them, one after the other and again from the first, until `times` events have happened.
    func change(times: Int) async throws {
        try await inParallel(times) { number in
            let object: JSONValue = [
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": ["name": .string(name(number)), "namespace": .string(namespace)],
                "data": ["change": .string("\(number)"), "content": .string(content)],
            ]
            _ = try await cluster.client.send(
                BuiltInTypes.configMaps.apply(object, to: key(number), fieldManager: Fleet.fieldManager)
            )
        }
    }

    func delete() async throws {
        try await inParallel(size) { number in
            _ = try await cluster.client.send(BuiltInTypes.configMaps.delete(key(number)))
        }
    }

    private func key(_ number: Int) -> ObjectKey {
        ObjectKey(namespace: namespace, name: name(number))
    }

    private func name(_ number: Int) -> String { "crowd-\(number % size)" }

    private func inParallel(_ count: Int, _ request: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                if number >= Self.writers { try await group.next() }
                group.addTask { try await request(number) }
            }
            try await group.waitForAll()
        }
    }
}
