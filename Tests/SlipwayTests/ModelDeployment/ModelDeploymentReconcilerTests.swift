import KubernetesClient
import KubernetesCore
import Logging
import Metrics
import ServingCore
import TestSupport
import Testing

@testable import ControllerRuntime
@testable import Slipway

/// What is asked of the API server after what the watches have shown.
@Suite(.timeLimit(.minutes(3))) struct ModelDeploymentReconcilerTests {
    private static let key = ObjectKey(namespace: "n", name: "m")

    private let stores = Stores(metrics: nil)

    private func show(uid: String) {
        let object: JSONValue = [
            "metadata": ["name": "m", "namespace": "n", "uid": .string(uid), "generation": 1, "resourceVersion": "2"],
            "spec": ["models": [["name": "m"]]],
        ]
        stores.modelDeployments.upsert(CustomResourceDefinition.modelDeployment.defaulted(object))
    }

    private func showService(ownedBy uid: String) {
        let owner: JSONValue = [
            "apiVersion": .string(ServingAPI.modelDeployments.apiVersion),
            "kind": .string(ServingAPI.modelDeployments.kind), "name": "m", "uid": .string(uid), "controller": true,
        ]
        stores.services.upsert([
            "metadata": [
                "name": "m", "namespace": "n", "resourceVersion": .string("of \(uid)"), "ownerReferences": [owner],
            ]
        ])
    }

    /// - Returns: the requests that it made, each as its method and path.
    private func reconcile(_ answer: @escaping @Sendable (ScriptedServer.Request) -> [UInt8]) async throws -> [String] {
        let server = try ScriptedServer(answer)
        let client = server.client
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let reconciler = ModelDeploymentReconciler(
            stores: stores,
            client: client,
            applier: Applier(client: client, fieldManager: .slipway),
            statusWriter: StatusWriter(client: client, fieldManager: .slipway),
            events: EventRecorder(
                client: client,
                controller: "test",
                host: "test",
                metricsFactory: NOOPMetricsHandler.instance,
                logger: logger
            ),
            options: ServingOptions(image: "registry/slipway:1"),
            versions: ServedVersions(),
            kubernetesVersion: nil,
            clock: .system
        )
        _ = try await reconciler.reconcile(Self.key, logger: logger)
        return server.requests.map { request in "\(request.line.prefix { $0 != " " }) \(request.path)" }
    }

    private static let path = "/apis/serving.slipway.dev/v1alpha1/namespaces/n/modeldeployments/m"

    @Test(
        "nothing is inherited by a ModelDeployment that the API server does not have any more",
        arguments: [
            ScriptedServer.failure(404, "NotFound"), ScriptedServer.response(200, ["metadata": ["uid": "third"]]),
        ]
    )
    func behind(answer: [UInt8]) async throws {
        show(uid: "second")
        showService(ownedBy: "first")
        #expect(try await reconcile { _ in answer } == ["GET \(Self.path)"])
    }

    @Test func `one that is still there inherits, and whose children are its own is not asked for`() async throws {
        show(uid: "second")
        showService(ownedBy: "first")
        let there = ScriptedServer.response(200, ["metadata": ["uid": "second"]])
        #expect(try await reconcile { _ in there } == ["GET \(Self.path)", "PATCH \(Self.path)/status"])
        showService(ownedBy: "second")
        #expect(try await reconcile { _ in there } == ["PATCH \(Self.path)/status"])
    }
}
