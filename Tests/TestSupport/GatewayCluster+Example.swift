import FoundationEssentials
import KubernetesCore
package import ServingCore
import YAML

extension GatewayCluster {
    /// The services, deployments and keys of `manifests`, with `replicas` of each deployment.
    ///
    /// - Parameters:
    ///   - replicas: the addresses of a deployment's replicas.
    ///   - keys: of each Secret, the primary and the secondary one.
    package static func example(
        _ manifests: String,
        replicas: [String: [String]],
        keys: [String: [String]] = ["mnist-keys": ["first", "second"]]
    ) throws -> GatewayCluster {
        let objects = try YAMLDocument.parse(Array(manifests.utf8), file: "manifests").map(\.value).map { object in
            ServingAPI.definitions.first { $0.type.kind == object["kind"]?.string }?.defaulted(object) ?? object
        }
        let pods: [JSONValue] = replicas.flatMap { deployment, addresses in
            addresses.enumerated().map { index, address in
                [
                    "metadata": [
                        "name": .string("\(deployment)-\(address.filter { $0 != "." })"), "namespace": "team",
                        "labels": [Labels.modelDeployment: .string(deployment)],
                    ],
                    "status": [
                        "podIP": .string(address), "conditions": [["type": "Ready", "status": "True"]],
                    ],
                ]
            }
        }
        let secrets: [JSONValue] = keys.map { name, keys in
            let data = zip(KeysSecret.keyNames, keys).map {
                ($0, JSONValue.string(Data($1.utf8).base64EncodedString()))
            }
            return [
                "metadata": ["name": .string(name), "namespace": "team"], "data": .object(JSONObject(data)),
            ]
        }
        return GatewayCluster(
            inferenceServices: try decode(objects.filter { $0["kind"] == "InferenceService" }),
            modelDeployments: try decode(objects.filter { $0["kind"] == "ModelDeployment" }),
            pods: try decode(pods),
            keys: try decode(secrets)
        )
    }

    private static func decode<Object: Resource>(_ objects: [JSONValue]) throws -> [Object] {
        try objects.map { try JSONValueDecoder().decode(Object.self, from: $0) }
    }

    /// An InferenceService, its spec in YAML's flow style.
    package static func service(
        _ name: String = "mnist",
        _ spec: String = "traffic: [{deployment: blue, percent: 100}]"
    )
        -> String
    {
        """
        ---
        apiVersion: serving.slipway.dev/v1alpha1
        kind: InferenceService
        metadata: {name: \(name), namespace: team}
        spec: {\(spec)}

        """
    }

    /// A ModelDeployment, its request settings in YAML's flow style.
    package static func deployment(
        _ name: String = "blue",
        _ settings: String = "{scoringTimeoutMs: 1000, maxQueueWaitMs: 500, maxConcurrentPerReplica: 1}"
    ) -> String {
        """
        ---
        apiVersion: serving.slipway.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: \(name), namespace: team}
        spec:
          models: [{name: mnist}]
          inferenceConfig: {entryScript: score.py, source: {configMapRef: {name: code}}, environment: {image: scoring}}
          requestSettings: \(settings)

        """
    }
}
