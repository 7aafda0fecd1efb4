import ClusterTestSupport
import KubernetesClient
import KubernetesCore
import ServingCore
import TestSupport
import Testing
import YAML

/// The custom resource definitions and the children on a real API server.
@Suite(.enabled(if: TestCluster.kubeconfig != nil, TestCluster.isThere), .serialized, .timeLimit(.minutes(3)))
struct DefinitionIntegrationTests {
    private let cluster: TestCluster
    private let type = ServingAPI.modelDeployments

    init() async throws {
        cluster = try await TestCluster.installed()
    }

    private func dryRun(_ spec: JSONValue) -> APIRequest {
        let manifest: JSONValue = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind),
            "metadata": ["name": "probe", "namespace": "default"], "spec": spec,
        ]
        let key = ObjectKey(namespace: "default", name: "probe")
        return type.apply(manifest, to: key, fieldManager: FieldManager("slipway-tests")).dryRun
    }

    private let minimalSpec: JSONValue = [
        "models": [["name": "diabetes"]],
        "inferenceConfig": [
            "entryScript": "score.py",
            "source": ["configMapRef": ["name": "code"]],
            "environment": ["image": "registry/scoring:1"],
        ],
    ]

    @Test("the server fills in the same defaults as the schema does offline")
    func defaults() async throws {
        var spec = minimalSpec
        spec["autoscale"] = ["minReplicas": 2]
        let answer = try await cluster.client.send(dryRun(spec))
        #expect(answer.json["spec"] == CustomResourceDefinition.modelDeployment.spec.defaulted(spec))
    }

    @Test(
        "the server refuses what the schema refuses, whatever its age",
        arguments: [
            ("autoscale", ["minReplicas": 0], "spec.autoscale.minReplicas"),
            ("autoscale", ["targetUtilization": 101], "spec.autoscale.targetUtilization"),
            ("autoscale", ["metric": "Memory"], "spec.autoscale.metric"),
            ("replicas", 0, "spec.replicas"),
            ("replicas", "2", "spec.replicas"),
            ("requestSettings", ["scoringTimeoutMs": 0], "spec.requestSettings.scoringTimeoutMs"),
            ("models", [], "spec.models"),
            ("access", "Everyone", "spec.access"),
        ] as [(String, JSONValue, String)]
    )
    func bounds(field: String, value: JSONValue, path: String) async throws {
        var spec = minimalSpec
        spec[field] = value
        let definition = CustomResourceDefinition.modelDeployment
        let violations = definition.violations(of: definition.defaulted(["spec": spec]))
        #expect(violations.map(\.field.description) == [path])
        let request = dryRun(spec)
        let error = await #expect(throws: ClientError.self) { try await cluster.client.send(request) }
        // Newer servers stumble over a wrong type before they look at the schema.
        #expect([422, 500].contains(error?.status?.code))
        #expect(error?.status?.message.contains(path) == true)
    }

    @Test(
        "the server accepts every child as it is and adds nothing that would look like a change",
        arguments: GoldenCase.children
    )
    func children(_ golden: GoldenCase) async throws {
        let version = try await cluster.client.serverVersion()
        let served = ServedVersions(for: try #require(KubernetesVersion(version)))
        for var object in try golden.documents("out.yaml") {
            let kind = try #require(object["kind"]?.string)
            let types = [
                BuiltInTypes.networkPolicies, BuiltInTypes.deployments, BuiltInTypes.services,
                served.horizontalPodAutoscalers, served.podDisruptionBudgets,
            ]
            let type = try #require(types.first { $0.kind == kind })
            object["apiVersion"] = .string(type.apiVersion)
            // The golden files are for new servers.
            if !served.budgetsLetUnreadyGo { object["spec"]?["unhealthyPodEvictionPolicy"] = nil }
            let key = ObjectKey(namespace: "default", name: "diabetes")
            let request = type.apply(object, to: key, fieldManager: FieldManager("slipway")).dryRun
            let answer = try await cluster.client.send(request)
            #expect(Manifest(answer.json).includes(object), "\(kind)")
        }
    }
}

extension GoldenCase {
    fileprivate static var children: [GoldenCase] {
        let file = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/ServingCoreTests/_"
        return all(besideFile: file).filter { $0.description.hasPrefix("children/") }
    }
}
